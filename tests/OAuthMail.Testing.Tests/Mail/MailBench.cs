using System.Text;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Provides a certificate authority, two mailboxes and their tokens for tests of the mail servers.</summary>
internal sealed class MailBench : IDisposable
{
    public const string Alice = "alice@example.com";
    public const string Bob = "bob@example.com";
    public const string AliceToken = "alice-token";
    public const string EndedToken = "alice-ended-token";

    public MailBench()
    {
        Store.AddMailbox(Alice, "alias@example.com");
        Store.AddMailbox(Bob);
        Tokens.Add(AliceToken, Alice).Add("bob-token", Bob).Add(EndedToken, Alice, TokenVerdict.Expired);
    }

    public static string Message { get; } =
        "From: alice@example.com\r\nTo: bob@example.com\r\nSubject: Hello\r\nMessage-ID: <1@example.com>\r\n\r\nFirst line\r\n.dot\r\n";

    public TestCertificateAuthority Authority { get; } = new();

    public MailboxStore Store { get; } = new();

    public FixedTokens Tokens { get; } = new();

    public static string XOAuth2(string user, string token) => Base64($"user={user}\u0001auth=Bearer {token}\u0001\u0001");

    public static string OAuthBearer(string user, string token) =>
        Base64($"n,a={user},\u0001host=127.0.0.1\u0001port=1\u0001auth=Bearer {token}\u0001\u0001");

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Unbase64(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    public void Dispose() => Authority.Dispose();
}
