using OAuthMail.Testing;

namespace OAuthMail.Tests.Shared;

/// <summary>Gives a host the clock of the clients under test.</summary>
internal static class ClientClock
{
    /// <summary>
    /// Sets the clock of the authorization server and of the mailboxes. The mail servers keep real time: a test that moves the
    /// clock to the next time limit of a client must not reach the time-outs of the servers.
    /// </summary>
    public static void UseClientClock(this MailTestHostOptions options, TimeProvider clock)
    {
        options.TimeProvider = clock;
        options.Smtp.TimeProvider = options.Imap.TimeProvider = options.Pop3.TimeProvider = TimeProvider.System;
    }
}
