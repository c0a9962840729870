namespace OAuthMail;

/// <summary>A sign-in on another device that was begun. Never let anybody else supply the code that a person enters.</summary>
public sealed class PendingDeviceSignIn
{
    internal PendingDeviceSignIn(string id, string userCode, Uri verificationUri, Uri? verificationUriComplete, DateTimeOffset expiresAt)
    {
        Id = id;
        UserCode = userCode;
        VerificationUri = verificationUri;
        VerificationUriComplete = verificationUriComplete;
        ExpiresAt = expiresAt;
    }

    /// <summary>By which another process, or this one after a restart, can complete it.</summary>
    public string Id { get; }

    /// <summary>What the person types.</summary>
    public string UserCode { get; }

    /// <summary>Where the person types it.</summary>
    public Uri VerificationUri { get; }

    /// <summary>The same with the code in it, where the server offers that; for a QR code.</summary>
    public Uri? VerificationUriComplete { get; }

    /// <summary>When the code ends.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>What to tell the person.</summary>
    /// <returns>A sentence.</returns>
    public override string ToString() => $"Open {VerificationUri} and enter the code {UserCode}.";
}
