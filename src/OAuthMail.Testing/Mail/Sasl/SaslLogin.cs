namespace OAuthMail.Testing;

/// <summary>One attempt to log in, with what the client presented. <see cref="ToString"/> leaves the token out.</summary>
public sealed class SaslLogin
{
    internal SaslLogin(string mechanism, bool initialResponse)
    {
        Mechanism = mechanism;
        InitialResponse = initialResponse;
    }

    /// <summary>The mechanism as the client named it, in capitals.</summary>
    public string Mechanism { get; }

    /// <summary>Whether the SASL message came on the command line, without a round trip.</summary>
    public bool InitialResponse { get; }

    /// <summary>The SASL message, before base64; null if none came or it was not base64.</summary>
    public string? Message { get; internal set; }

    /// <summary>Why the message is not what the mechanism's grammar asks for; null if it is.</summary>
    public string? Flaw { get; internal set; }

    /// <summary>The mailbox that was named; null if the message could not be read.</summary>
    public string? User { get; internal set; }

    /// <summary>The access token; null if the message could not be read.</summary>
    public string? Token { get; internal set; }

    /// <summary>OAUTHBEARER's <c>host</c>; null if it was left out.</summary>
    public string? Host { get; internal set; }

    /// <summary>OAUTHBEARER's <c>port</c>; null if it was left out or is none, as the -1 of some clients is not.</summary>
    public int? Port { get; internal set; }

    /// <summary>What was found about the token; null if it was not looked at, because a fault refused it or the message was flawed.</summary>
    public TokenVerdict? Verdict { get; internal set; }

    /// <summary>Whether the client was let in.</summary>
    public bool Succeeded { get; internal set; }

    /// <summary>Whether the server sent an error challenge.</summary>
    public bool Challenged { get; internal set; }

    /// <summary>
    /// Whether the client answered the error challenge as the mechanism asks: XOAUTH2 with an empty line, OAUTHBEARER with a single 0x01
    /// (RFC 7628 §3.2.3). Null if there was none, or the connection ended first.
    /// </summary>
    public bool? ChallengeAnswered { get; internal set; }

    /// <summary>Mechanism, mailbox and outcome.</summary>
    /// <returns>The attempt, without the token.</returns>
    public override string ToString() => $"{Mechanism} {User}: {(Succeeded ? "accepted" : "refused")} {Verdict}{Flaw}";
}
