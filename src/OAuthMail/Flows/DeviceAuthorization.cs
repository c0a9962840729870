namespace OAuthMail.Flows;

/// <summary>The response of the device authorization endpoint (RFC 8628 section 3.2).</summary>
/// <param name="DeviceCode">The device code. It is a secret.</param>
/// <param name="UserCode">The code that the user enters.</param>
/// <param name="VerificationUri">The page on which the user enters the code.</param>
/// <param name="VerificationUriComplete">
/// The same page with the code in its URL, or <see langword="null"/> if the server does not return it.
/// </param>
/// <param name="ExpiresAt">The time at which the codes expire.</param>
/// <param name="Interval">The interval between polls.</param>
internal sealed record DeviceAuthorization(
    string DeviceCode, string UserCode, Uri VerificationUri, Uri? VerificationUriComplete, DateTimeOffset ExpiresAt, TimeSpan Interval);
