namespace OAuthMail.Tests.Shared;

/// <summary>The faults of a mail server that affect the first octet, and the expected problem for every client.</summary>
internal static class MailServerFaults
{
    private static readonly (WireFault Fault, string Implicit, string StartTls)[] Rows =
    [
        (WireFault.Drip, "mail-server-silent", "mail-server-silent"),
        (WireFault.Silence, "mail-server-silent", "mail-server-silent"),
        (WireFault.Garbage, "tls-failed", "server-reply-invalid"),
        (WireFault.HalfClose, "connection-lost", "connection-lost"),
        (WireFault.Close, "connection-lost", "connection-lost"),

        // If a connection is reset immediately, the client may see a failed connection attempt.
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
