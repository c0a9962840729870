using System.Text;
using System.Text.Json.Nodes;
using OAuthMail.Testing;

namespace OAuthMail.Tool.TestServer;

/// <summary>Describes the running servers for programs (JSON) and for people.</summary>
internal static class TestServerDescription
{
    public static JsonObject Json(TestServerRun run)
    {
        var server = run.Host.AuthorizationServer;
        var json = new JsonObject
        {
            ["smtp"] = Json(run.Host.Smtp),
            ["imap"] = Json(run.Host.Imap),
            ["pop3"] = Json(run.Host.Pop3),
            ["authorizationServer"] = new JsonObject
            {
                ["issuer"] = server.Issuer,
                ["openIdConfiguration"] = server.OpenIdConfiguration.AbsoluteUri,
                ["authorizationEndpoint"] = server.AuthorizationEndpoint.AbsoluteUri,
                ["tokenEndpoint"] = server.TokenEndpoint.AbsoluteUri,
                ["deviceAuthorizationEndpoint"] = server.DeviceAuthorizationEndpoint.AbsoluteUri,
                ["scope"] = server.GetMailScope(OAuthFlow.AuthorizationCode),
                ["applicationScope"] = server.GetMailScope(OAuthFlow.ClientCredentials),
            },
            ["client"] = new JsonObject { ["id"] = TestServerSettings.ClientId, ["secret"] = TestServerSettings.ClientSecret },
            ["nativeClient"] = new JsonObject { ["id"] = TestServerSettings.NativeClientId },
            ["caFile"] = run.CaFile,
            ["control"] = new JsonObject { ["url"] = run.ControlUri.AbsoluteUri, ["token"] = run.ControlToken },
        };
        if (run.Settings.Users.Count > 0)
        {
            json["user"] = run.Settings.Users[0];
            json["accessToken"] = run.IssueToken(run.Settings.Users[0]);
        }

        if (run.Settings.CatchesAll) json["catchAll"] = TestServerSettings.CatchAll;
        return json;
    }

    public static string Text(TestServerRun run)
    {
        var text = new StringBuilder();
        foreach (var server in (MailTestServer[])[run.Host.Smtp, run.Host.Imap, run.Host.Pop3])
        {
            Line(text, server.Protocol.ToString().ToUpperInvariant(), $"{server.StartTls} (STARTTLS), {server.ImplicitTls} (TLS)");
        }

        Line(text, "Issuer", run.Host.AuthorizationServer.Issuer);
        Line(text, "Token endpoint", run.Host.AuthorizationServer.TokenEndpoint.AbsoluteUri);
        Line(text, "Client", $"{TestServerSettings.ClientId}, secret {TestServerSettings.ClientSecret}");
        Line(text, "CA file", run.CaFile);
        Line(text, "Control", $"{run.ControlUri}, token {run.ControlToken}");
        foreach (var user in run.Settings.Users) Line(text, "User", user);
        if (run.Settings.Users.Count > 0) Line(text, "Access token", run.IssueToken(run.Settings.Users[0]));
        text.Append("Press Ctrl+C to stop.");
        return text.ToString();
    }

    private static JsonObject Json(MailTestServer server) => new()
    {
        ["host"] = server.StartTls.Host,
        ["startTlsPort"] = server.StartTls.Port,
        ["tlsPort"] = server.ImplicitTls.Port,
    };

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(name.PadRight(16)).Append(value).Append('\n');
}
