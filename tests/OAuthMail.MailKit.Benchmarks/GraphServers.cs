using System.Globalization;
using System.Text;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Runs the Graph test server in a separate process, so that its memory is not counted. It writes the settings of a client, and ends with
/// its input.
/// </summary>
internal static class GraphServers
{
    public const string Address = "alerts@contoso.test";
    private const int MessageLength = 4000;

    public static async Task RunAsync(string[] args)
    {
        var messages = int.Parse(args[0], CultureInfo.InvariantCulture);
        await using var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        var mailbox = host.AddMailbox(Address);
        var client = host.AuthorizationServer.AddClient(TestClient.Confidential("app", "secret"));
        client.Roles.Add("Mail.ReadWrite");
        var graph = await host.AddGraphServerAsync();
        var text = string.Concat(Enumerable.Repeat($"{new string('x', 70)}\r\n", MessageLength / 72));
        for (var i = 0; i < messages; i++)
        {
            mailbox.Inbox.Append(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"From: customer@test.example\r\nTo: {Address}\r\nSubject: {i}\r\nMessage-ID: <{i}@test.example>\r\n\r\n{text}")));
        }

        var account = graph.CreateAccountOptions(Address, OAuthFlow.ClientCredentials);
        Console.WriteLine(string.Join(
            ' ', account.TokenEndpoint, account.Scope, account.Graph, Convert.ToBase64String(host.CertificateAuthority.Root.RawData)));
        await Console.In.ReadLineAsync();
    }
}
