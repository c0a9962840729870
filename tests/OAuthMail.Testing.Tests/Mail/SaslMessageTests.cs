using System.Text;
using OAuthMail.Testing.Mail.Sasl;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class SaslMessageTests
{
    [Theory]
    [InlineData("dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==",
        "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")]
    [InlineData("dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==",
        "test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA")]
    public void Published_XOAUTH2_messages_are_parsed(string base64, string user, string token)
    {
        var message = SaslMessage.Parse("XOAUTH2", Convert.FromBase64String(base64), out var error);
        Assert.Null(error);
        Assert.Equal((user, token), (message!.User, message.Token));
    }

    [Theory]
    [InlineData(
        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9"
            + "QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB",
        "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", "server.example.com", 143)]
    [InlineData("bixhPW89MkNyb3Vya2U9M0QxQGV4YW1wbGUuY29tLAFob3N0PWltYXAuZXhhbXBsZS5jb20BcG9ydD05OTMBYXV0aD1CZWFyZXIgVE9LRU4BAQ==",
        "o,rourke=1@example.com", "TOKEN", "imap.example.com", 993)]
    public void Published_OAUTHBEARER_messages_are_parsed(string base64, string user, string token, string host, int port)
    {
        var message = SaslMessage.Parse("OAUTHBEARER", Convert.FromBase64String(base64), out var error);
        Assert.Null(error);
        Assert.Equal((user, token, host, (int?)port), (message!.User, message.Token, message.Host, message.Port));
    }

    [Theory]
    [InlineData("XOAUTH2", "user=ü@example.com^auth=Bearer t^^", true)]
    [InlineData("XOAUTH2", "user=a^auth=bearer t^^", false)]
    [InlineData("XOAUTH2", "user=a^auth=Bearer  t^^", false)]
    [InlineData("XOAUTH2", "user=a^auth=Bearer t^", false)]
    [InlineData("XOAUTH2", "user=a^auth=Bearer t^^^", false)]
    [InlineData("XOAUTH2", "user=^auth=Bearer t^^", false)]
    [InlineData("XOAUTH2", "auth=Bearer t^user=a^^", false)]
    [InlineData("XOAUTH2", "user=a^^auth=Bearer t^^", false)]
    [InlineData("XOAUTH2", "user=a\r\n^auth=Bearer t^^", false)]
    [InlineData("XOAUTH2", "", false)]
    [InlineData("OAUTHBEARER", "n,,^auth=Bearer t^^", true)]
    [InlineData("OAUTHBEARER", "y,a=u,^auth=bEARER t^^", true)]
    [InlineData("OAUTHBEARER", "n,a=u,^auth=Bearer t^", false)]
    [InlineData("OAUTHBEARER", "n,a=u,^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "p=tls,a=u,^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u=1,^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u=2c,^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "n,u,^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u,^port=-1^auth=Bearer t^^", true)]
    [InlineData("OAUTHBEARER", "n,a=u,^auth=Bearer t^auth=Bearer t^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u,^host=h^^", false)]
    [InlineData("OAUTHBEARER", "n,a=u,^auth=Basic t^^", false)]
    public void Messages_must_match_the_grammar_exactly(string mechanism, string text, bool good)
    {
        var message = SaslMessage.Parse(mechanism, Encoding.UTF8.GetBytes(text.Replace('^', '\u0001')), out var error);
        Assert.Equal((good, good), (message is not null, error is null));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_rejected() =>
        Assert.Null(SaslMessage.Parse("XOAUTH2", Encoding.Latin1.GetBytes("user=us\u00e9r\u0001auth=Bearer t\u0001\u0001"), out _));
}
