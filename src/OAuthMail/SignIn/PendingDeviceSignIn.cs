namespace OAuthMail;

/// <summary>A pending sign-in on another device. Do not let users enter codes that another party supplied.</summary>
public sealed class PendingDeviceSignIn
{
    /// <summary>Initializes a new instance of the <see cref="PendingDeviceSignIn"/> class, for tests of a program that shows it.</summary>
    /// <param name="id">The id with which the sign-in is completed.</param>
    /// <param name="userCode">The code that the user enters.</param>
    /// <param name="verificationUri">The address at which the user enters the code.</param>
    /// <param name="verificationUriComplete">The address that contains the code, or <see langword="null"/> if there is none.</param>
    /// <param name="expiresAt">When the code expires.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="id"/>, <paramref name="userCode"/> or <paramref name="verificationUri"/> is <see langword="null"/>.
    /// </exception>
    public PendingDeviceSignIn(string id, string userCode, Uri verificationUri, Uri? verificationUriComplete, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(userCode);
        ArgumentNullException.ThrowIfNull(verificationUri);
        Id = id;
        UserCode = userCode;
        VerificationUri = verificationUri;
        VerificationUriComplete = verificationUriComplete;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the id with which any process that shares the store can complete the sign-in.</summary>
    public string Id { get; }

    /// <summary>Gets the code that the user enters.</summary>
    public string UserCode { get; }

    /// <summary>Gets the address at which the user enters the code.</summary>
    public Uri VerificationUri { get; }

    /// <summary>Gets the address with the code, for a QR code, or <see langword="null"/> if the server supplies none.</summary>
    public Uri? VerificationUriComplete { get; }

    /// <summary>Gets when the code expires.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Returns the instruction for the user.</summary>
    /// <returns>A sentence.</returns>
    public override string ToString() => $"Open {VerificationUri} and enter the code {UserCode}.";
}
