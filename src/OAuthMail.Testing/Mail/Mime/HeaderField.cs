namespace OAuthMail.Testing.Mail.Mime;

/// <summary>One header field: as it stands, and its value in one line. Octets are kept as Latin-1, so that nothing is lost.</summary>
/// <param name="Name">The name, without the colon.</param>
/// <param name="Raw">The field with its line ends.</param>
/// <param name="Value">The value, unfolded and trimmed.</param>
internal sealed record HeaderField(string Name, string Raw, string Value);
