# Tasks that run. A line is UPID, whether it was saved, and once it has ended when and how (PVE/RESTEnvironment.pm,
# active_workers).
print_tasks() {
  section active-tasks
  awk 'NF < 3 { print $1 }' /var/log/pve/tasks/active 2>/dev/null
}
