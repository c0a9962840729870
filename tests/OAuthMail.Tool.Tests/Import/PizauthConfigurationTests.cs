using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Tests.Import;

public class PizauthConfigurationTests
{
    private const string Example = """
        // A comment with "quotes" and {braces}
        auth_notify_cmd = "notify-send \"$PIZAUTH_ACCOUNT\"";
        refresh_retry = 40s;
        account "office" {
            auth_uri = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize"; // trailing
            token_uri = "https://login.microsoftonline.com/common/oauth2/v2.0/token";
            client_id = "id";
            scopes = [
              "https://outlook.office365.com/IMAP.AccessAsUser.All",
              "offline_access",
            ];
            auth_uri_fields = { "login_hint": "jane@contoso.com", "prompt": "select_account" };
        }
        account "second@example.net" { token_uri = "https://id.example.net/token"; }
        """;

    [Fact]
    public void Accounts_are_read()
    {
        var accounts = PizauthConfiguration.Parse(Example, "pizauth.conf").Accounts;
        Assert.Equal(["office", "second@example.net"], accounts.Select(account => account.Name));
        Assert.Equal(["id"], accounts[0].Settings["client_id"]);
        Assert.Equal(["https://outlook.office365.com/IMAP.AccessAsUser.All", "offline_access"], accounts[0].Settings["scopes"]);
        Assert.Equal(["login_hint", "jane@contoso.com", "prompt", "select_account"], accounts[0].Settings["auth_uri_fields"]);
    }

    [Theory]
    [InlineData("account \"a\" {", 1)]
    [InlineData("account \"a\" {\n client_id = \"open;\n}", 3)]
    [InlineData("account \"a\" {\n client_id \"x\";\n}", 2)]
    [InlineData("account \"a\" {\n client_id = \"x\"\n token_uri = \"y\";\n}", 3)]
    [InlineData("{", 1)]
    public void Invalid_line_is_named(string text, int line)
    {
        var failure = Assert.Throws<UsageException>(() => PizauthConfiguration.Parse(text, "pizauth.conf"));
        Assert.StartsWith($"Line {line} of 'pizauth.conf'", failure.Message, StringComparison.Ordinal);
    }
}
