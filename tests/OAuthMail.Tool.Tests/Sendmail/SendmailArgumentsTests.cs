using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Sendmail;

namespace OAuthMail.Tool.Tests.Sendmail;

/// <summary>The calls are those of the named programs.</summary>
public class SendmailArgumentsTests
{
    [Theory]
    [InlineData("-FCronDaemon -i -B8BITMIME -oem root", "root", false, true, null, "CronDaemon")]
    [InlineData("-FCronDaemon -i -odi -oem -oi -t -f root", "", true, true, "root", "CronDaemon")]
    [InlineData("-t -i", "", true, true, null, null)]
    [InlineData("-t -i -fwww@example.com", "", true, true, "www@example.com", null)]
    [InlineData("-t", "", true, false, null, null)]
    [InlineData("-oi -t", "", true, true, null, null)]
    [InlineData("-f sender@example.com root", "root", false, false, "sender@example.com", null)]
    [InlineData("-oem -oi -f a@example.com -N delay -R hdrs -B 8BITMIME -- b@example.com", "b@example.com", false, true, "a@example.com", null)]
    [InlineData("-f a@example.com -i b@example.com c@example.com", "b@example.com c@example.com", false, true, "a@example.com", null)]
    [InlineData("-i -f a@example.com -F Name -- -dash@example.com", "-dash@example.com", false, true, "a@example.com", "Name")]
    public void Calls_of_programs_are_understood(
        string call, string recipients, bool readsRecipients, bool ignoresDots, string? sender, string? name)
    {
        var arguments = SendmailArguments.Parse(call.Split(' '));
        Assert.Equal(SendmailMode.Send, arguments.Mode);
        Assert.Equal(recipients, string.Join(' ', arguments.Recipients));
        Assert.Equal((readsRecipients, ignoresDots), (arguments.ReadsRecipients, arguments.IgnoresDots));
        Assert.Equal((sender, name), (arguments.Sender, arguments.FullName));
    }

    [Theory]
    [InlineData("-bd")]
    [InlineData("-bs")]
    [InlineData("-bi")]
    [InlineData("-f")]
    [InlineData("-?")]
    [InlineData("--unknown")]
    public void Unsupported_option_is_named(string call)
    {
        var failure = Assert.Throws<UsageException>(() => SendmailArguments.Parse(call.Split(' ')));
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains(call, failure.Message, StringComparison.Ordinal);
    }
}
