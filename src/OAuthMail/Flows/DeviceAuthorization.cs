namespace OAuthMail.Flows;

/// <summary>The codes that a device got (RFC 8628 section 3.2).</summary>
/// <param name="DeviceCode">The device's own code: a secret.</param>
/// <param name="UserCode">What the person types.</param>
/// <param name="VerificationUri">Where.</param>
/// <param name="VerificationUriComplete">The same with the code in it, where the server offers that.</param>
/// <param name="ExpiresAt">When the codes end.</param>
/// <param name="Interval">How long to wait between polls.</param>
internal sealed record DeviceAuthorization(
    string DeviceCode, string UserCode, Uri VerificationUri, Uri? VerificationUriComplete, DateTimeOffset ExpiresAt, TimeSpan Interval);
