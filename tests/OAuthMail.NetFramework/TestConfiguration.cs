using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace OAuthMail.NetFramework
{
    /// <summary>Creates the configuration file that this program and the <c>oauthmail</c> command share.</summary>
    internal static class TestConfiguration
    {
        public static string Create(string folder, string keyFile, string standard, string microsoft, string certificate)
        {
            var accounts = new Dictionary<string, object>();
            using (var server = JsonDocument.Parse(File.ReadAllText(standard)))
            {
                accounts["support"] = CreateAccount(server.RootElement, "AuthorizationCode", "nativeClient", "scope");
                accounts["alerts"] = CreateAccount(server.RootElement, "ClientCredentials", "client", "applicationScope");
            }

            using (var server = JsonDocument.Parse(File.ReadAllText(standard)))
            {
                // The server does not know this client: it rejects its assertion after it has read it.
                var account = CreateAccount(server.RootElement, "ClientCredentials", "client", "applicationScope");
                account.Remove("ClientSecret");
                account["Certificate"] = new Dictionary<string, object> { ["File"] = certificate, ["Password"] = "secret" };
                accounts["certificate"] = account;
            }

            using (var server = JsonDocument.Parse(File.ReadAllText(microsoft)))
            {
                var account = CreateAccount(server.RootElement, "ClientCredentials", "client", null);
                account["Provider"] = "Microsoft365";
                account["TenantId"] = "contoso.onmicrosoft.com";
                accounts["office"] = account;
            }

            var store = new Dictionary<string, object> { ["Folder"] = folder, ["KeyFile"] = keyFile, ["CreateKeyFile"] = true };
            var root = new Dictionary<string, object>
            {
                ["OAuthMail"] = new Dictionary<string, object> { ["Store"] = store, ["Accounts"] = accounts },
            };
            return JsonSerializer.Serialize(root, new JsonSerializerOptions { WriteIndented = true });
        }

        private static Dictionary<string, object> CreateAccount(JsonElement server, string flow, string client, string scope)
        {
            var authorization = server.GetProperty("authorizationServer");
            var account = new Dictionary<string, object>
            {
                ["Flow"] = flow,
                ["Address"] = Text(server, "user"),
                ["ClientId"] = Text(server.GetProperty(client), "id"),
                ["TokenEndpoint"] = Text(authorization, "tokenEndpoint"),
                ["Smtp"] = "starttls://" + Address(server.GetProperty("smtp"), "startTlsPort"),
                ["Imap"] = "tls://" + Address(server.GetProperty("imap"), "tlsPort"),
                ["Pop3"] = "tls://" + Address(server.GetProperty("pop3"), "tlsPort"),
            };
            if (scope != null) account["Scope"] = Text(authorization, scope);
            if (server.GetProperty(client).TryGetProperty("secret", out var secret)) account["ClientSecret"] = secret.GetString();
            if (flow == "AuthorizationCode")
            {
                account["AuthorizationEndpoint"] = Text(authorization, "authorizationEndpoint");
                account["RedirectUri"] = "http://localhost/";
            }

            return account;
        }

        private static string Text(JsonElement element, string name)
        {
            return element.GetProperty(name).GetString();
        }

        // By name: Mono compares the certificate's names with a host name only, and never with an IP address.
        private static string Address(JsonElement server, string port)
        {
            return "localhost:" + server.GetProperty(port).GetInt32();
        }
    }
}
