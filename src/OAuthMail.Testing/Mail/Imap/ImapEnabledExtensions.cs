namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Holds the extensions that a client has enabled, with ENABLE (RFC 5161) or by using them.</summary>
internal sealed class ImapEnabledExtensions
{
    /// <summary>Gets or sets whether changed flags are sent with their modification sequence (RFC 7162).</summary>
    public bool CondStore { get; set; }

    /// <summary>Gets or sets whether mailbox names are UTF-8 instead of modified UTF-7 (RFC 6855).</summary>
    public bool Utf8 { get; set; }

    /// <summary>Implements ENABLE. Unknown extensions are ignored.</summary>
    public static string Run(ImapConnection connection, ImapCommandParser command)
    {
        var wanted = new List<string>();
        do
        {
            command.Space();
            wanted.Add(command.Atom().ToUpperInvariant());
        }
        while (!command.AtEnd);
        if (connection.Selection is not null) throw new ImapSyntaxException("ENABLE is valid only before a folder is selected");

        var enabled = new List<string>();
        foreach (var extension in wanted.Distinct())
        {
            switch (extension)
            {
                case "CONDSTORE" when connection.Options.OffersCondStore:
                    connection.Enabled.CondStore = true;
                    enabled.Add(extension);
                    break;
                case "UTF8=ACCEPT" when connection.Options.OffersUtf8:
                    connection.Enabled.Utf8 = true;
                    connection.Writer.IsUtf8 = true;
                    enabled.Add(extension);
                    break;
            }
        }

        connection.Writer.Line(string.Join(' ', enabled.Prepend("* ENABLED")));
        return "OK ENABLE completed.";
    }
}
