namespace OAuthMail.Tests.Shared;

/// <summary>Specifies the faults of a <see cref="FaultRelay"/>.</summary>
public enum WireFault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>Each block of data from the server is delayed.</summary>
    Delay,

    /// <summary>Data from the server is sent octet by octet with a delay, and stops after a number of octets.</summary>
    Drip,

    /// <summary>All data is received and discarded.</summary>
    Silence,

    /// <summary>Data from the server is replaced by pseudo-random octets of the same length.</summary>
    Garbage,

    /// <summary>A greeting without TLS is sent instead of the server's data.</summary>
    ClearText,

    /// <summary>The direction from the server is closed; the direction from the client stays open.</summary>
    HalfClose,

    /// <summary>The connection is closed (FIN).</summary>
    Close,

    /// <summary>The connection is reset (RST).</summary>
    Reset,
}
