namespace OAuthMail.Testing.Mail.Sasl;

/// <summary>How a SASL exchange ended, before the protocol puts it into its own words.</summary>
internal enum SaslResult
{
    Accepted,
    Refused,
    TooManyConnections,
    TooEarly,
    Cancelled,
    NotBase64,
    LineTooLong,

    /// <summary>A fault has already said something else.</summary>
    Replaced,
}
