# Installs nginx, and has it run with what its files say. Safe to run again, and to cut anywhere.
set -euo pipefail

install_packages nginx
put_files
# What somebody else wrote wrongly is told in nginx's own words before the running server is touched.
nginx -t -q
run_service nginx /etc/nginx/conf.d/phoenix.conf /etc/nginx/conf.d/phoenix-sites.conf
