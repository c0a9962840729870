using OAuthMail.Tool.TestServer;

namespace OAuthMail.Tool.Tests.TestServer;

public sealed class TestServerPortsTests
{
    [Fact]
    public void Ports_that_are_not_named_are_free_ports()
    {
        Assert.True(TestServerPorts.TryParse("smtp=5587, IMAPS=5993", out var ports, out _));
        Assert.Equal((5587, 5993, 0), (ports["smtp"], ports["imaps"], ports["auth"]));
        Assert.True(TestServerPorts.TryParse(null, out ports, out _));
        Assert.Equal(0, ports["smtp"]);
    }

    [Theory]
    [InlineData("smpt=1", "'smpt' in --ports isn't a valid name. Valid names: auth, smtp,")]
    [InlineData("smtp", "'smtp' in --ports has no valid port.")]
    [InlineData("smtp=70000", "'smtp=70000' in --ports has no valid port.")]
    [InlineData("smtp=-1", "'smtp=-1' in --ports has no valid port.")]
    [InlineData("smtp=1,SMTP=2", "'SMTP' occurs twice in --ports.")]
    public void A_mistake_is_explained(string text, string expected)
    {
        Assert.False(TestServerPorts.TryParse(text, out _, out var problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }
}
