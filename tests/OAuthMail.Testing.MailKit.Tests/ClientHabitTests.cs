using MailKit.Net.Pop3;
using MailKit.Security;

namespace OAuthMail.Testing.MailKit.Tests;

/// <summary>
/// Records behavior of MailKit's own SASL mechanisms that OAuthMail must work around. If MailKit changes, these tests
/// fail first.
/// </summary>
public sealed class ClientHabitTests : MailKitTest
{
    [Fact]
    public async Task SMTP_sends_the_initial_response_on_the_AUTH_line_whatever_its_length()
    {
        using var client = await ConnectSmtpAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism()));
        Assert.Contains(Host.Smtp.Transcripts[0].ServerLines, l => l.StartsWith("500 5.5.6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task POP3_does_not_answer_a_challenge_and_the_next_attempt_reads_the_previous_failure()
    {
        Host.Pop3.Faults.RejectNextTokens(1, new TokenRejection { Challenge = true });
        using var client = await ConnectPop3Async();
        await Assert.ThrowsAsync<Pop3ProtocolException>(() => client.AuthenticateAsync(NewMechanism()));
        Assert.Null(Host.Pop3.Logins[0].ChallengeAnswered);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism()));
        Assert.Equal(0, Host.Pop3.AcceptedLogins);
    }

    [Fact]
    public async Task XOAUTH2_sends_a_non_ASCII_user_name_in_Latin_1()
    {
        Host.AddMailbox("usér@example.com");
        using var client = await ConnectImapAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism(address: "usér@example.com")));
        Assert.Contains("us\ufffdr@example.com", Host.Imap.Logins[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OAUTHBEARER_sends_the_host_and_an_invalid_port()
    {
        using var client = await ConnectImapAsync();
        await client.AuthenticateAsync(NewMechanism("OAUTHBEARER"));
        Assert.Contains("port=", Host.Imap.Logins[0].Message, StringComparison.Ordinal);
        Assert.NotEqual(Host.Imap.ImplicitTls.Port, Host.Imap.Logins[0].Port);
    }

    [Fact]
    public async Task A_mechanism_used_twice_sends_no_token()
    {
        Host.Imap.Faults.RejectNextTokens(1, new TokenRejection { Challenge = false });
        var mechanism = NewMechanism();
        using var client = await ConnectImapAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(mechanism));
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsync(mechanism));
        Assert.Equal(0, Host.Imap.AcceptedLogins);
    }

    [Fact]
    public async Task Authenticated_but_not_connected_is_a_success_if_the_connection_stays_open()
    {
        Host.Imap.Faults.AuthenticatedButNotConnected = true;
        using var client = await ConnectImapAsync();
        await client.AuthenticateAsync(NewMechanism());
        Assert.True(client.IsAuthenticated);
    }

    [Fact]
    public async Task Authenticated_but_not_connected_reports_only_the_BYE_text_if_the_connection_is_closed()
    {
        Host.Imap.Faults.AuthenticatedButNotConnected = true;
        Host.Imap.Faults.NotConnectedCloses = true;
        using var client = await ConnectImapAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsync(NewMechanism()));
        Assert.DoesNotContain("authenticated but not connected", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Connection closed. 14", failure.Message, StringComparison.Ordinal);
    }

    protected override void Configure(MailTestHostOptions options) => options.Smtp.AuthLineLimit = 512;
}
