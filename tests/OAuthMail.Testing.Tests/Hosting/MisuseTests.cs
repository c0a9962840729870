namespace OAuthMail.Testing.Tests.Hosting;

/// <summary>Mistakes of a test are errors where they are made, with a message that names what exists.</summary>
public sealed class MisuseTests : IAsyncLifetime
{
    private MailTestHost _host = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync();
        _host.AddMailbox("alice@example.com");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("foo bar")]
    [InlineData("foo bar@example.com")]
    [InlineData("alice")]
    [InlineData("@example.com")]
    [InlineData("alice@")]
    [InlineData("<alice@example.com>")]
    [InlineData("a\r\n@example.com")]
    public void A_mailbox_needs_a_valid_address(string address)
    {
        var error = Assert.Throws<ArgumentException>(() => _host.AddMailbox(address));
        Assert.Contains($"'{address}' isn't a valid address", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _host.Mailboxes.AddMailbox("x@example.com", address));
        Assert.Null(_host.Mailboxes.Find("x@example.com"));
    }

    [Theory]
    [InlineData("o,rourke=1@example.com")]
    [InlineData("\"foo bar\"@example.com")]
    [InlineData("jörg@exämple.com")]
    [InlineData("a@[127.0.0.1]")]
    public void Unusual_addresses_are_valid(string address) => Assert.Equal(address, _host.AddMailbox(address).Address);

    [Fact]
    public void An_account_needs_a_mailbox()
    {
        var error = Assert.Throws<ArgumentException>(() => _host.CreateAccountOptions("alcie@example.com", OAuthFlow.DeviceCode));
        Assert.Contains("Existing mailboxes: alice@example.com.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _host.Mailboxes.Deliver("alcie@example.com", "A: b\r\n\r\n"u8.ToArray()));
    }

    [Fact]
    public void A_token_needs_a_registered_client()
    {
        var client = TestClient.Native("desktop");
        var error = Assert.Throws<ArgumentException>(() => Server.IssueAccessToken(client, "alice@example.com", "mail"));
        Assert.Contains("'desktop' is not registered", error.Message, StringComparison.Ordinal);

        Server.AddClient(TestClient.Native("desktop"));
        Assert.Throws<ArgumentException>(() => Server.IssueAccessToken(client, "alice@example.com", "mail"));
    }

    [Fact]
    public void A_token_and_an_approved_device_need_a_user()
    {
        var client = Server.AddClient(TestClient.Native("desktop"));
        var error = Assert.Throws<ArgumentException>(() => Server.IssueAccessToken(client, "alcie@example.com", "mail"));
        Assert.Contains("Existing users: alice@example.com.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Server.ApproveDevice("BCDF-GHJK", "alcie@example.com"));
        Assert.Null(Server.FindUser("alcie@example.com"));
    }

    [Fact]
    public void A_fault_needs_the_name_of_a_command() =>
        Assert.Throws<ArgumentException>(() => _host.Imap.Faults.On("UID FETCH", MailFault.Cut()));
}
