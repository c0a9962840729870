namespace OAuthMail.Tests.Shared;

/// <summary>What goes wrong with a mail server from the first octet on, and the row under which it is told, whoever connects.</summary>
internal static class MailServerFaults
{
    private static readonly (WireFault Fault, string Implicit, string StartTls)[] Rows =
    [
        (WireFault.Drip, "mail-server-silent", "mail-server-silent"),
        (WireFault.Silence, "mail-server-silent", "mail-server-silent"),
        (WireFault.Garbage, "tls-failed", "server-reply-invalid"),
        (WireFault.HalfClose, "connection-lost", "connection-lost"),
        (WireFault.Close, "connection-lost", "connection-lost"),

        // A connection that is torn at once may not have come about for the client.
        (WireFault.Reset, "connection-lost or host-unreachable", "connection-lost or host-unreachable"),
    ];

    public static TheoryData<MailProtocol, TlsMode, WireFault, string> Begins
    {
        get
        {
            var data = new TheoryData<MailProtocol, TlsMode, WireFault, string>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                foreach (var (fault, overTls, before) in Rows)
                {
                    data.Add(protocol, TlsMode.Implicit, fault, overTls);
                    data.Add(protocol, TlsMode.StartTls, fault, before);
                }

                data.Add(protocol, TlsMode.Implicit, WireFault.ClearText, "tls-failed");
            }

            return data;
        }
    }
}
