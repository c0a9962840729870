namespace OAuthMail.Testing.Mail;

/// <summary>Specifies the result of a SASL exchange, independent of the protocol.</summary>
internal enum SaslResult
{
    Accepted,
    Rejected,
    TooManyConnections,
    TooEarly,
    Cancelled,
    NotBase64,
    LineTooLong,

    /// <summary>A fault has already sent another reply.</summary>
    Replaced,
}
