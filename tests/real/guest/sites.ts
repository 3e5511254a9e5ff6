import { nginxServers } from "../../../config/nginx/sites";

/** What a guest's nginx_sites become: a server that passes everything on to what listens in every guest here. */
export const sites = nginxServers([{ port: 8080, upstream: "127.0.0.1:3128" }], () => undefined);
