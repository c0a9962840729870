namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The meaning of standard codes: response codes of IMAP (<see href="https://www.rfc-editor.org/rfc/rfc5530">RFC 5530</see>) and POP3
/// (RFC 2449, RFC 3206), enhanced status codes (RFC 3463, <see href="https://www.rfc-editor.org/rfc/rfc5248">RFC 5248</see> and its
/// registry), reply codes of SMTP.
/// </summary>
internal static class ReplyCodes
{
    private static readonly Dictionary<string, Problem> ResponseCodes = new(StringComparer.Ordinal)
    {
        ["UNAVAILABLE"] = Problems.ServerBusy,
        ["AUTHENTICATIONFAILED"] = Problems.TokenRefused,
        ["AUTHORIZATIONFAILED"] = Problems.MailboxPermissionMissing,
        ["EXPIRED"] = Problems.TokenRefused,
        ["PRIVACYREQUIRED"] = Problems.StartTlsRequired,
        ["CONTACTADMIN"] = Problems.ContactAdministrator,
        ["NOPERM"] = Problems.MailboxPermissionMissing,
        ["INUSE"] = Problems.MailboxInUse,
        ["EXPUNGEISSUED"] = Problems.MessageGone,
        ["CORRUPTION"] = Problems.ServerFailed,
        ["SERVERBUG"] = Problems.ServerFailed,
        ["CLIENTBUG"] = Problems.CommandRefused,
        ["CANNOT"] = Problems.CommandRefused,
        ["LIMIT"] = Problems.ServerThrottles,
        ["OVERQUOTA"] = Problems.MailboxFull,
        ["NONEXISTENT"] = Problems.FolderNotFound,
        ["TRYCREATE"] = Problems.FolderNotFound,
        ["TOOBIG"] = Problems.MessageTooLarge,
        ["TEMPFAIL"] = Problems.ServerBusy,
        ["READ-ONLY"] = Problems.FolderReadOnly,
        ["ALREADYEXISTS"] = Problems.CommandRefused,
        ["BADCHARSET"] = Problems.CommandRefused,
        ["BADCOMPARATOR"] = Problems.CommandRefused,
        ["BADURL"] = Problems.CommandRefused,
        ["HASCHILDREN"] = Problems.CommandRefused,
        ["UNKNOWN-CTE"] = Problems.CommandRefused,
        ["BADEVENT"] = Problems.CommandRefused,
        ["COMPRESSIONACTIVE"] = Problems.CommandRefused,
        ["MAXCONVERTMESSAGES"] = Problems.CommandRefused,
        ["MAXCONVERTPARTS"] = Problems.CommandRefused,
        ["MESSAGELIMIT"] = Problems.CommandRefused,
        ["METADATA"] = Problems.CommandRefused,
        ["MODIFIED"] = Problems.CommandRefused,
        ["NOTIFICATIONOVERFLOW"] = Problems.CommandRefused,
        ["NOTSAVED"] = Problems.CommandRefused,
        ["NOUPDATE"] = Problems.CommandRefused,
        ["TOOFEW"] = Problems.CommandRefused,
        ["TOOMANY"] = Problems.CommandRefused,
        ["UIDREQUIRED"] = Problems.CommandRefused,
        ["UNDEFINED-FILTER"] = Problems.CommandRefused,
        ["NOT-UTF-8"] = Problems.CommandRefused,
        ["UTF-8-ONLY"] = Problems.CommandRefused,
        ["USEATTR"] = Problems.CommandRefused,
        ["WEBALERT"] = Problems.BrowserSignInNeeded,
        ["THROTTLED"] = Problems.ServerThrottles,
        ["SYS/TEMP"] = Problems.ServerBusy,
        ["SYS/PERM"] = Problems.ContactAdministrator,
        ["AUTH"] = Problems.TokenRefused,
        ["IN-USE"] = Problems.MailboxInUse,
        ["LOGIN-DELAY"] = Problems.ServerThrottles,
    };

    /// <summary>What a server can hold only so many of, however long a client waits.</summary>
    private static readonly WordPattern LimitedObjects = new("flags|keywords|labels|annotations|arguments|characters|octets");

    /// <summary>Response codes that name a cause. Others are also sent for reasons that only the words name.</summary>
    private static readonly HashSet<string> Causes = new(StringComparer.Ordinal)
    {
        "INUSE", "IN-USE", "OVERQUOTA", "NOPERM", "CORRUPTION", "NONEXISTENT", "TRYCREATE", "EXPUNGEISSUED", "CLIENTBUG", "CANNOT",
        "CONTACTADMIN", "THROTTLED", "LOGIN-DELAY", "UIDREQUIRED", "MESSAGELIMIT", "COMPRESSIONACTIVE", "NOTIFICATIONOVERFLOW", "METADATA",
        "SERVERBUG", "HASCHILDREN", "ALREADYEXISTS", "USEATTR", "BADCHARSET",
    };

    /// <summary>The subject and detail of enhanced status codes, for the steps at which they have one meaning.</summary>
    private static readonly Dictionary<string, Problem> EnhancedCodes = new(StringComparer.Ordinal)
    {
        ["1.1"] = Problems.RecipientRefused, ["1.2"] = Problems.RecipientRefused, ["1.3"] = Problems.RecipientRefused,
        ["1.4"] = Problems.RecipientRefused, ["1.6"] = Problems.RecipientRefused, ["1.10"] = Problems.RecipientRefused,
        ["1.7"] = Problems.SenderAddressRefused, ["1.8"] = Problems.SenderAddressRefused,
        ["2.3"] = Problems.MessageTooLarge, ["2.4"] = Problems.RecipientRefused, ["3.4"] = Problems.MessageTooLarge,
        ["4.4"] = Problems.RecipientRefused, ["5.3"] = Problems.TooManyRecipients, ["5.6"] = Problems.LoginMessageRefused,
        ["6.0"] = Problems.ContentRefused, ["6.1"] = Problems.ContentRefused, ["6.2"] = Problems.ContentRefused,
        ["6.3"] = Problems.ContentRefused, ["6.5"] = Problems.ContentRefused, ["6.6"] = Problems.ContentRefused,
        ["6.7"] = Problems.AddressNotSupported, ["6.8"] = Problems.AddressNotSupported, ["6.9"] = Problems.AddressNotSupported,
        ["6.10"] = Problems.AddressNotSupported, ["7.2"] = Problems.RecipientRefused, ["7.7"] = Problems.ContentRefused,
        ["7.10"] = Problems.StartTlsRequired, ["7.11"] = Problems.StartTlsRequired, ["7.12"] = Problems.PasswordLoginRefused,
        ["7.13"] = Problems.AccountLocked, ["7.14"] = Problems.ContactAdministrator, ["7.16"] = Problems.MessageTooLarge,
        ["7.17"] = Problems.RecipientRefused, ["7.18"] = Problems.RecipientRefused, ["7.19"] = Problems.RecipientRefused,
        ["7.20"] = Problems.SenderNotAuthenticated, ["7.21"] = Problems.SenderNotAuthenticated,
        ["7.22"] = Problems.SenderNotAuthenticated, ["7.23"] = Problems.SenderNotAuthenticated,
        ["7.24"] = Problems.SenderNotAuthenticated, ["7.25"] = Problems.SendingAddressBlocked,
        ["7.26"] = Problems.SenderNotAuthenticated, ["7.27"] = Problems.SenderAddressRefused, ["7.28"] = Problems.ServerThrottles,
        ["7.29"] = Problems.SenderNotAuthenticated,
    };

    /// <summary>Returns the problem of the response code, or <see langword="null"/> if it has none.</summary>
    public static Problem? FindByResponseCode(ReplyText reply, ReplyStep step)
    {
        // The limit of an operation (RFC 5530). Without these words, it is one that passes.
        if (step == ReplyStep.Mailbox && reply.ResponseCodes.Contains("LIMIT") && LimitedObjects.Matches(reply.Words))
        {
            return Problems.CommandRefused;
        }

        // What is on another server: the user, the folder, or all users of this one.
        if (reply.ResponseCodes.Contains("REFERRAL"))
        {
            return step == ReplyStep.Login ? Problems.MailboxNotFound
                : step == ReplyStep.Mailbox ? Problems.FolderNotFound
                : Problems.ServerNotReady;
        }

        return reply.ResponseCodes.Select(code => ResponseCodes.TryGetValue(code, out var problem) ? problem : null)
            .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Returns the problem of a response code that names a cause, or <see langword="null"/> if there is none.</summary>
    public static Problem? FindCause(ReplyText reply) =>
        reply.ResponseCodes.FirstOrDefault(Causes.Contains) is { } code ? ResponseCodes[code] : null;

    /// <summary>Returns the problem of an SMTP reply by its codes and the command that it answers.</summary>
    public static Problem FindInSmtp(ReplyText reply, ReplyStep step)
    {
        if (FindByEnhancedCode(reply, step) is { } problem) return problem;
        if (reply.Code is >= 400 and < 500) return Problems.ServerBusy;
        return step switch
        {
            ReplyStep.Login => FindInLogin(reply.Code),
            ReplyStep.Connect => reply.Code is > 500 and < 505 ? Problems.CommandRefused : Problems.ServerNotReady,
            _ => FindInTransaction(reply, step),
        };
    }

    /// <summary>
    /// Returns the problem of an enhanced code that has one meaning in a submission, or <see langword="null"/>. Such a code says more
    /// than the words in general.
    /// </summary>
    public static Problem? FindByExactCode(ReplyText reply, ReplyStep step) =>
        reply.EnhancedCode is { } code && code[0] == '5' && ReplySteps.Sending.Contains(step)
            && EnhancedCodes.TryGetValue(code.Substring(2), out var problem) ? problem : null;

    private static Problem? FindByEnhancedCode(ReplyText reply, ReplyStep step)
    {
        if (reply.EnhancedCode is not { } code) return null;
        var detail = code.Substring(2);
        var isTemporary = code[0] == '4';
        return detail switch
        {
            "2.2" => step is ReplyStep.Recipient or ReplyStep.Content ? Problems.RecipientMailboxFull : Problems.MailboxFull,

            // A code of a passing failure says so, even if its detail usually describes a lasting one.
            "2.1" or "7.1" or "1.8" or "4.4" or "7.13" or "7.25" when isTemporary => null,
            "2.1" => step == ReplyStep.Login ? Problems.AccountLocked : Problems.RecipientRefused,
            "7.8" or "7.3" when step == ReplyStep.Login && !isTemporary => Problems.TokenRefused,
            "7.4" or "7.9" when step == ReplyStep.Login && !isTemporary => Problems.MechanismRefused,
            "7.4" => Problems.MechanismRefused,
            "1.0" or "1.9" when step == ReplyStep.Recipient && !isTemporary => Problems.RecipientRefused,
            "1.0" when step == ReplyStep.Sender && !isTemporary => Problems.SenderAddressRefused,
            _ when EnhancedCodes.TryGetValue(detail, out var problem) => problem,
            _ => detail.StartsWith("6.", StringComparison.Ordinal) && !isTemporary ? Problems.ContentRefused : null,
        };
    }

    private static Problem FindInLogin(int code) => code switch
    {
        500 or 501 or 555 => Problems.LoginMessageRefused,
        502 or 504 or 534 => Problems.MechanismRefused,
        503 => Problems.CommandRefused,
        523 or 538 => Problems.StartTlsRequired,
        530 => Problems.NotAuthenticated,
        _ => Problems.TokenRefused,
    };

    private static Problem FindInTransaction(ReplyText reply, ReplyStep step) => reply.Code switch
    {
        501 or 555 => step == ReplyStep.Recipient ? Problems.RecipientRefused : Problems.CommandRefused,
        500 or 502 or 503 or 504 => Problems.CommandRefused,
        530 => Problems.NotAuthenticated,
        535 => Problems.TokenRefused,
        538 => Problems.StartTlsRequired,
        552 => step == ReplyStep.Recipient ? Problems.RecipientMailboxFull
            : reply.EnhancedCode is null or "5.0.0" ? Problems.MessageTooLarge
            : Problems.DeliveryRefused,
        _ => step switch
        {
            ReplyStep.Recipient => Problems.RecipientRefused,
            ReplyStep.Sender when reply.Code == 553 || reply.EnhancedCode?.StartsWith("5.7.", StringComparison.Ordinal) == true =>
                Problems.SendAsDenied,
            ReplyStep.Sender or ReplyStep.Content => Problems.DeliveryRefused,
            _ => Problems.ServerRefused,
        },
    };
}
