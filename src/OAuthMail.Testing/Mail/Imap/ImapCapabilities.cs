namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Lists the capabilities of a connection in its present state (RFC 3501 section 7.2.1).</summary>
internal static class ImapCapabilities
{
    public static string List(ImapTestServerOptions options, bool loggedIn, bool encrypted, bool offersAuthentication)
    {
        var list = new List<string> { "IMAP4rev1" };
        Add(list, options.OfferLiteralPlus, "LITERAL+");
        Add(list, options.OfferId, "ID");
        if (loggedIn)
        {
            AddForSession(list, options);
        }
        else
        {
            Add(list, !encrypted, "STARTTLS");
            list.Add("LOGINDISABLED");
            Add(list, offersAuthentication && options.OfferInitialResponse, "SASL-IR");
            if (offersAuthentication) list.AddRange(options.OfferedMechanisms.Select(m => "AUTH=" + m));
        }

        return string.Join(' ', list);
    }

    private static void AddForSession(List<string> list, ImapTestServerOptions options)
    {
        Add(list, options.OfferNamespace, "NAMESPACE");
        Add(list, options.OfferUnselect, "UNSELECT");
        list.Add("CHILDREN");
        Add(list, options.OfferUidPlus, "UIDPLUS");
        Add(list, options.OfferMove, "MOVE");
        Add(list, options.OfferIdle, "IDLE");
        Add(list, options.OffersSpecialUse, "SPECIAL-USE");
        Add(list, options.OffersExtendedSearch, "ESEARCH");
        Add(list, options.OffersEnable, "ENABLE");
        Add(list, options.OffersCondStore, "CONDSTORE");
        Add(list, options.OffersUtf8, "UTF8=ACCEPT");
        Add(list, options.OffersGmail, "X-GM-EXT-1");
    }

    private static void Add(List<string> list, bool offered, string capability)
    {
        if (offered) list.Add(capability);
    }
}
