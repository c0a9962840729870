using System.Net;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Wire;

/// <summary>The servers of an account behind relays.</summary>
internal static class RelayedAccount
{
    public static MailTestServer ServerOf(MailTestHost host, MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => host.Smtp,
        MailProtocol.Imap => host.Imap,
        _ => host.Pop3,
    };

    /// <summary>Starts a relay to one of the servers.</summary>
    public static FaultRelay RelayTo(MailTestHost host, MailProtocol protocol, TlsMode tls, TimeProvider clock, bool isListening = true) =>
        new(new IPEndPoint(IPAddress.Loopback, ServerOf(host, protocol).Endpoint(tls).Port), clock, isListening);

    public static void Lead(MailAccountOptions options, MailProtocol protocol, TlsMode tls, IPEndPoint through)
    {
        var server = (tls == TlsMode.Implicit ? "tls://" : "starttls://") + through;
        if (protocol == MailProtocol.Smtp) options.Smtp = server;
        else if (protocol == MailProtocol.Imap) options.Imap = server;
        else options.Pop3 = server;
    }
}
