namespace OAuthMail.Testing.Tests.Authorization;

public sealed class ClientCredentialsTests
{
    // This secret contains all kinds of characters that must be form-urlencoded before base64.
    private const string Secret = "p:a+s %&=ß";

    [Fact]
    public async Task A_secret_in_the_header_returns_a_token_that_mail_servers_accept()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon:1", Secret));

        var answer = await client.TokenAsync("daemon:1", Secret, ("grant_type", "client_credentials"), ("scope", "mail"));

        Assert.Equal(200, answer.Status);
        Assert.Equal("Bearer", answer.Member("token_type"));
        Assert.Equal(3600, (int?)answer.Json["expires_in"]);
        Assert.Null(answer.Json["refresh_token"]);
        foreach (var protocol in Enum.GetValues<MailProtocol>())
            Assert.Equal(TokenVerdict.Accepted, host.AuthorizationServer.Checker.Check(answer.AccessToken, "anyone@contoso.com", protocol));
    }

    [Fact]
    public async Task A_secret_in_the_body_returns_a_token()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", Secret));

        var answer = await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", "daemon"), ("client_secret", Secret));

        Assert.Equal(200, answer.Status);
        Assert.Equal(ClientAuthentication.SecretPost, Assert.Single(host.AuthorizationServer.Requests.Token).ClientAuthentication);
    }

    [Theory]
    [InlineData("daemon", "wrong", "invalid_client", 401)]
    [InlineData("nobody", Secret, "invalid_client", 401)]
    [InlineData("old", Secret, "invalid_client", 401)]
    [InlineData("public", Secret, "invalid_client", 401)]
    public async Task A_client_with_wrong_credentials_is_rejected(string id, string secret, string error, int status)
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", Secret));
        host.AuthorizationServer.AddClient(new TestClient("old").AddSecret(Secret, DateTimeOffset.UtcNow.AddDays(-1)));
        host.AuthorizationServer.AddClient(new TestClient("public"));

        var answer = await client.TokenAsync(id, secret, ("grant_type", "client_credentials"));

        Assert.Equal((error, status), (answer.Error, answer.Status));
        var logged = Assert.Single(host.AuthorizationServer.Requests.Token);
        Assert.False(logged.Succeeded);
        Assert.Equal(id, logged.ClientId);
    }

    [Fact]
    public async Task A_public_client_cannot_use_client_credentials()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Native("desktop"));

        var answer = await client.TokenAsync(("grant_type", "client_credentials"), ("client_id", "desktop"));

        Assert.Equal("invalid_client", answer.Error);
    }

    [Fact]
    public async Task Two_client_authentications_in_one_request_are_rejected()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", Secret));

        var answer = await client.TokenAsync("daemon", Secret, ("grant_type", "client_credentials"), ("client_secret", Secret));

        Assert.Equal("invalid_request", answer.Error);
    }

    [Fact]
    public async Task A_grant_type_or_scope_that_the_client_may_not_use_is_rejected()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("web", Secret)).AllowedGrantTypes.Add("authorization_code");
        host.AuthorizationServer.AddClient(TestClient.Confidential("sender", Secret)).AllowedScopes.Add("mail.smtp");

        Assert.Equal("unauthorized_client", (await client.TokenAsync("web", Secret, ("grant_type", "client_credentials"))).Error);
        Assert.Equal(
            "invalid_scope", (await client.TokenAsync("sender", Secret, ("grant_type", "client_credentials"), ("scope", "mail"))).Error);
        Assert.Equal(200, (await client.TokenAsync("sender", Secret, ("grant_type", "client_credentials"), ("scope", "mail.smtp"))).Status);
    }

    [Fact]
    public async Task An_unknown_scope_is_rejected()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", Secret));

        var answer = await client.TokenAsync("daemon", Secret, ("grant_type", "client_credentials"), ("scope", "mail calendars"));

        Assert.Equal(("invalid_scope", 400), (answer.Error, answer.Status));
    }

    [Fact]
    public async Task An_application_opens_only_its_permitted_mailboxes()
    {
        await using var host = await MailTestHost.StartAsync();
        var daemon = host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", Secret));
        daemon.PermittedMailboxes.Add("alerts@contoso.com");

        var token = host.AuthorizationServer.IssueAccessToken(daemon, null, "mail");

        Assert.Equal(TokenVerdict.Accepted, host.AuthorizationServer.Checker.Check(token, "Alerts@contoso.com", MailProtocol.Smtp));
        Assert.Equal(TokenVerdict.WrongUser, host.AuthorizationServer.Checker.Check(token, "boss@contoso.com", MailProtocol.Smtp));
    }
}
