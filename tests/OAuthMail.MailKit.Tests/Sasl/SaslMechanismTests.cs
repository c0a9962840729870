using System.Text;
using MailKit.Security;

namespace OAuthMail.MailKit.Tests.Sasl;

public sealed class SaslMechanismTests
{
    private static readonly byte[] Json = "{\"status\":\"400\"}"u8.ToArray();

    [Fact]
    public void User_name_is_encoded_as_UTF8()
    {
        var message = First(new XOAuth2SaslMechanism(MailProtocol.Smtp, "usér@example.com", Token("abc")));
        Assert.Equal("user=usér@example.com\u0001auth=Bearer abc\u0001\u0001", message);
    }

    [Fact]
    public void OAUTHBEARER_contains_the_server_and_the_escaped_user()
    {
        var endpoint = new MailEndpoint("imap.example.com", 993, TlsMode.Implicit);
        Assert.Equal(
            "n,a=a=2Cb=3Dc@example.com,\u0001host=imap.example.com\u0001port=993\u0001auth=Bearer abc\u0001\u0001",
            First(new OAuthBearerSaslMechanism(MailProtocol.Imap, "a,b=c@example.com", Token("abc"), endpoint)));
        Assert.Equal(
            "n,a=a@example.com,\u0001auth=Bearer abc\u0001\u0001",
            First(new OAuthBearerSaslMechanism(MailProtocol.Imap, "a@example.com", Token("abc"))));
    }

    /// <summary>The command has at most 512 octets including CR LF (RFC 4954 section 4).</summary>
    [Theory]
    [InlineData(MailProtocol.Smtp, 315, true)]
    [InlineData(MailProtocol.Smtp, 340, false)]
    [InlineData(MailProtocol.Imap, 5000, true)]
    [InlineData(MailProtocol.Pop3, 10, false)]
    public void Message_is_sent_with_the_command_if_it_fits(MailProtocol protocol, int length, bool expected) =>
        Assert.Equal(
            expected, new XOAuth2SaslMechanism(protocol, "alice@example.com", Token(new string('t', length))).SupportsInitialResponse);

    [Fact]
    public void SMTP_command_lines_are_split_only_above_512_octets()
    {
        var longest = 0;
        for (var length = 1; length < 500; length++)
        {
            var mechanism = new XOAuth2SaslMechanism(MailProtocol.Smtp, "a@b.c", Token(new string('t', length)));
            var line = $"AUTH XOAUTH2 {mechanism.Challenge(null)}\r\n";
            Assert.Equal(line.Length <= 512, mechanism.SupportsInitialResponse);
            if (mechanism.SupportsInitialResponse) longest = line.Length;
        }

        Assert.InRange(longest, 508, 512);
    }

    [Theory]
    [InlineData(OAuthMechanism.XOAuth2, "")]
    [InlineData(OAuthMechanism.OAuthBearer, "AQ==")]
    public void Error_challenge_is_kept_and_acknowledged(OAuthMechanism kind, string acknowledgement)
    {
        OAuthSaslMechanism mechanism = kind == OAuthMechanism.XOAuth2
            ? new XOAuth2SaslMechanism(MailProtocol.Pop3, "a@b.c", Token("abc"))
            : new OAuthBearerSaslMechanism(MailProtocol.Pop3, "a@b.c", Token("abc"));
        Assert.Equal(kind, mechanism.Mechanism);
        mechanism.Challenge("");
        Assert.False(mechanism.IsAuthenticated);
        Assert.Null(mechanism.ErrorChallenge);
        Assert.Equal(acknowledgement, mechanism.Challenge(Convert.ToBase64String(Json)));
        Assert.Equal("400", mechanism.ErrorChallenge!.Status);
        Assert.True(mechanism.IsAuthenticated);
        Assert.Throws<SaslException>(() => mechanism.Challenge(""));
    }

    [Fact]
    public void Mechanism_that_is_used_twice_throws()
    {
        var mechanism = new XOAuth2SaslMechanism(MailProtocol.Smtp, "a@b.c", Token("abc"));
        mechanism.Challenge(null);
        var failure = Assert.Throws<SaslException>(() => mechanism.Challenge(null));
        Assert.Contains("new mechanism for each login attempt", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_control_characters_are_rejected()
    {
        Assert.Throws<ArgumentException>(() => new XOAuth2SaslMechanism(MailProtocol.Smtp, "a\r\nQUIT", Token("abc")));
        Assert.Throws<ArgumentException>(() => new OAuthBearerSaslMechanism(MailProtocol.Smtp, "", Token("abc")));
        Assert.Throws<ArgumentNullException>(() => new XOAuth2SaslMechanism(MailProtocol.Smtp, "a@b.c", null!));
    }

    [Fact]
    public void Mechanism_does_not_reveal_its_token()
    {
        var mechanism = new XOAuth2SaslMechanism(MailProtocol.Smtp, "a@b.c", Token("the-secret-token"));
        Assert.DoesNotContain("the-secret-token", mechanism.ToString() + mechanism.Credentials.Password, StringComparison.Ordinal);
    }

    private static string First(OAuthSaslMechanism mechanism) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(mechanism.Challenge(null)));

    private static AccessToken Token(string value) => new(value, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
}
