using System.Text;

namespace OAuthMail.Tests.Sasl;

public class SaslMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg", "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==")]
    [InlineData("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA", "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==")]
    public void XOAUTH2_message_equals_the_vendors_examples(string user, string token, string expected)
    {
        Assert.Equal(expected, XOAuth2Message.ToBase64(user, Token(token)));
        Assert.Equal(expected, Convert.ToBase64String(XOAuth2Message.ToBytes(user, Token(token))));
    }

    [Theory]
    [InlineData("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==", "server.example.com", 143, "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB")]
    [InlineData("o,rourke=1@example.com", "TOKEN", "imap.example.com", 993, "bixhPW89MkNyb3Vya2U9M0QxQGV4YW1wbGUuY29tLAFob3N0PWltYXAuZXhhbXBsZS5jb20BcG9ydD05OTMBYXV0aD1CZWFyZXIgVE9LRU4BAQ==")]
    public void OAUTHBEARER_message_equals_the_RFC_example(string user, string token, string host, int port, string expected)
    {
        Assert.Equal(expected, OAuthBearerMessage.ToBase64(user, Token(token), host, port));
        Assert.Equal(expected, Convert.ToBase64String(OAuthBearerMessage.ToBytes(user, Token(token), host, port)));
    }

    [Fact]
    public void OAUTHBEARER_message_omits_unknown_host_and_port() =>
        Assert.Equal("n,a=a@b.c,\u0001auth=Bearer T\u0001\u0001", Encoding.UTF8.GetString(OAuthBearerMessage.ToBytes("a@b.c", Token("T"))));

    [Fact]
    public void User_name_is_encoded_as_UTF_8()
    {
        Assert.Equal(
            "user=usér@例.example\u0001auth=Bearer T\u0001\u0001",
            Encoding.UTF8.GetString(XOAuth2Message.ToBytes("usér@例.example", Token("T"))));
        Assert.Equal(
            "n,a=usér@例.example,\u0001auth=Bearer T\u0001\u0001",
            Encoding.UTF8.GetString(OAuthBearerMessage.ToBytes("usér@例.example", Token("T"))));
    }

    [Theory]
    [InlineData("a@b.c\u0001auth=Bearer X")]
    [InlineData("a@b.c\r\nQUIT")]
    [InlineData("a@b.c\n")]
    [InlineData("a\0@b.c")]
    [InlineData("")]
    public void User_name_with_control_characters_throws(string user)
    {
        Assert.Throws<ArgumentException>(() => XOAuth2Message.ToBase64(user, Token("T")));
        Assert.Throws<ArgumentException>(() => OAuthBearerMessage.ToBase64(user, Token("T")));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\n")]
    [InlineData("a\u0001")]
    [InlineData("a\0")]
    [InlineData("é")]
    public void Invalid_token_throws_without_being_shown(string value)
    {
        var failure = Assert.Throws<ArgumentException>(() => Token(value));
        Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_of_a_token_does_not_show_it()
    {
        Assert.DoesNotContain("SECRET", Token("SECRET").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", new TokenGrant(Token("SECRET")) { RefreshToken = "SECRET" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_for_a_long_token_allocates_only_the_result()
    {
        var token = Token(new string('x', 2048));
        var expected = XOAuth2Message.ToBase64("someuser@example.com", token);
        OAuthBearerMessage.ToBase64("someuser@example.com", token, "imap.example.com", 993);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var response = XOAuth2Message.ToBase64("someuser@example.com", token);
        var between = GC.GetAllocatedBytesForCurrentThread();
        var copy = new string('x', expected.Length);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(expected, response);
        Assert.Equal(after - between, between - before);
        Assert.Equal(expected.Length, copy.Length);
    }

    [Fact]
    public void Mechanisms_have_names_and_acknowledgements()
    {
        Assert.Equal("XOAUTH2", OAuthMechanisms.GetName(OAuthMechanism.XOAuth2));
        Assert.Equal("OAUTHBEARER", OAuthMechanisms.GetName(OAuthMechanism.OAuthBearer));
        Assert.True(OAuthMechanisms.TryParse("oauthbearer", out var bearer) && bearer == OAuthMechanism.OAuthBearer);
        Assert.True(OAuthMechanisms.TryParse("xoauth2", out var xoauth2) && xoauth2 == OAuthMechanism.XOAuth2);
        Assert.False(OAuthMechanisms.TryParse("PLAIN", out _));
        Assert.False(OAuthMechanisms.TryParse(null, out _));
        Assert.Empty(OAuthMechanisms.GetErrorAcknowledgement(OAuthMechanism.XOAuth2));
        Assert.Equal("AQ==", Convert.ToBase64String(OAuthMechanisms.GetErrorAcknowledgement(OAuthMechanism.OAuthBearer)));
    }

    private static AccessToken Token(string value) => new(value, Now, Now.AddHours(1));
}
