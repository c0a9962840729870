using OAuthMail.Errors;

namespace OAuthMail.Tests.Errors;

public class RedactorTests
{
    [Fact]
    public void Redactor_removes_parts_of_a_secret()
    {
        var redactor = new Redactor();
        const string secret = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.payloadpayloadpayload.signaturesignature";
        redactor.Add(secret);
        Assert.Equal("a <redacted> b", redactor.Clean($"a {secret} b"));
        Assert.DoesNotContain(secret[30..60], redactor.Clean($"xx{secret[10..70]}yy"));
        Assert.Equal("535 5.7.8 nothing secret here", redactor.Clean("535 5.7.8 nothing secret here"));
    }
}
