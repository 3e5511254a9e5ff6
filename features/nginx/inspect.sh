# Prints the facts of nginx as key=value lines. Changes nothing, and needs no network.
package_fact nginx
if nginx -t -q 2>/dev/null; then state=valid; else state=invalid; fi
printf 'configuration=%s\n' "$state"
service_fact nginx /etc/nginx/conf.d/phoenix.conf /etc/nginx/conf.d/phoenix-sites.conf
