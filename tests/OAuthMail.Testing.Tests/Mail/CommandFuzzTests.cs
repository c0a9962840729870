namespace OAuthMail.Testing.Tests.Mail;

/// <summary>A short form of the run in <c>tests/OAuthMail.Reliability</c>, which sends 100,000 commands to each server.</summary>
public sealed class CommandFuzzTests
{
    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task A_mutated_command_is_answered_or_closes_the_connection(MailProtocol protocol) =>
        await CommandFuzzRun.RunAsync(protocol, count: 1000, seed: 3501);
}
