using System.Collections.Concurrent;

namespace OAuthMail.Graph.Http;

/// <summary>The gates of all mailboxes. Accounts of the same mailbox and application share one.</summary>
internal sealed class MailboxGates(int requests, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Mailbox, string Client, MailEndpoint Server), MailboxGate> _gates = new();

    public MailboxGate Get(GraphCall call)
    {
        var registration = call.Account.GetRegistration(call.Protocol);
        var key = (call.Account.Address.ToLowerInvariant(), registration.Client.ClientId, call.Server);
        return _gates.GetOrAdd(
            key, static (_, state) => new MailboxGate(state.Width, state.Requests, state.Clock),
            (Width: call.Account.SmtpConnectionLimit ?? Providers.GraphFacts.ConcurrentRequests, Requests: requests, Clock: clock));
    }
}
