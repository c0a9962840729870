namespace OAuthMail.Tests.Shared;

/// <summary>What a <see cref="FaultRelay"/> does to what goes through it.</summary>
public enum WireFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each piece of what the server says waits for the clock.</summary>
    Delay,

    /// <summary>What the server says comes octet by octet, each after a while of the clock, and no more after some of them.</summary>
    Drip,

    /// <summary>A black hole: everything is taken, and nothing is passed on.</summary>
    Silence,

    /// <summary>What the server says is replaced by noise of the same length.</summary>
    Garbage,

    /// <summary>Instead of the server, somebody speaks in clear at once.</summary>
    ClearText,

    /// <summary>The server's direction ends; the client's stays open.</summary>
    HalfClose,

    /// <summary>The connection is ended in order (FIN).</summary>
    Close,

    /// <summary>The connection is torn (RST).</summary>
    Reset,
}
