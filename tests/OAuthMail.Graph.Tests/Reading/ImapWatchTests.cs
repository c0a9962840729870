using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Reading;

/// <summary>The cases that both transports have in common, over IMAP.</summary>
public sealed class ImapWatchTests : WatchContract
{
    private protected override int FailuresUntilUnreadable => 1;

    // A NO to the fetch of a message is final.
    private protected override Problem ProblemOfUnreadable => Problems.ServerRefused;

    private protected override Task<GraphWorld> StartAsync() => GraphWorld.StartAsync(accountOf: (world, options) =>
    {
        options.Transport = MailTransport.MailServers;
        options.Graph = null;
        options.Smtp = $"starttls://{world.Host.Smtp.StartTls}";
        options.Imap = $"tls://{world.Host.Imap.ImplicitTls}";
        options.Scope = world.Host.AuthorizationServer.GetMailScope(OAuthFlow.ClientCredentials);
    });

    private protected override Task WaitUntilWaitingAsync() => World.Host.Imap.WaitForIdleAsync(cancellationToken: Limit);

    private protected override void ForgetPositions() => Mailbox.Inbox.RenewUids();

    private protected override void FailLists()
    {
        // A reply such as NO [UNAVAILABLE] requests a wait of its own, which would be one of real time here.
        World.Host.Imap.Faults.On("SELECT", MailFault.Cut());
        World.Host.Imap.Faults.On("SEARCH", MailFault.Cut(), times: 2);
        World.Host.Imap.Faults.On("FETCH", MailFault.Cut());
    }

    private protected override void FailContent(int times) =>
        World.Host.Imap.Faults.On("FETCH", MailFault.Reply("NO The requested message could not be converted"), times);
}
