namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The meaning of error responses of Microsoft Graph, from the
/// <see href="https://learn.microsoft.com/graph/errors">documentation</see> and from reports of users.
/// </summary>
internal static class GraphErrorCatalogue
{
    private const string InsufficientClaims = "insufficient_claims";

    /// <summary>Texts that are more specific than their code.</summary>
    private static readonly (string Text, Problem Problem)[] Texts =
    [
        (InsufficientClaims, Problems.GraphClaimsRequired),
        ("Access to OData is disabled", Problems.GraphAccessPolicy),
        ("AccessPolicy", Problems.GraphAccessPolicy),
        ("[RAOP]", Problems.GraphAccessPolicy),
        ("WASCL", Problems.GraphAccountUnverified),
        ("maximum request length", Problems.MessageTooLarge),
        ("audience", Problems.TokenAudienceWrong),
        ("token is expired", Problems.TokenExpired),
        ("token has expired", Problems.TokenExpired),
    ];

    private static readonly Dictionary<string, Problem> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["InvalidAuthenticationToken"] = Problems.GraphTokenRefused,
        ["TokenNotFound"] = Problems.GraphTokenRefused,
        ["unauthenticated"] = Problems.GraphTokenRefused,
        ["ErrorAccessDenied"] = Problems.GraphAccessDenied,
        ["accessDenied"] = Problems.GraphAccessDenied,
        ["Authorization_RequestDenied"] = Problems.GraphAccessDenied,
        ["Authorization_IdentityNotFound"] = Problems.GraphAccessDenied,
        ["ErrorSendAsDenied"] = Problems.SendAsDenied,
        ["ErrorInvalidRecipients"] = Problems.RecipientRefused,
        ["ErrorMissingRecipients"] = Problems.RecipientRefused,
        ["ErrorRecipientNotFound"] = Problems.RecipientRefused,
        ["ErrorMimeContentInvalid"] = Problems.ContentRefused,
        ["ErrorMimeContentInvalidBase64String"] = Problems.ContentRefused,
        ["ErrorMimeContentConversionFailed"] = Problems.ContentRefused,
        ["InvalidInternetMessageHeader"] = Problems.ContentRefused,
        ["InvalidInternetMessageHeaderCollection"] = Problems.ContentRefused,
        ["ErrorMessageSizeExceeded"] = Problems.MessageTooLarge,
        ["RequestEntityTooLarge"] = Problems.MessageTooLarge,
        ["MailboxNotEnabledForRESTAPI"] = Problems.GraphMailboxNotEnabled,
        ["MailboxNotSupportedForRESTAPI"] = Problems.GraphMailboxNotEnabled,
        ["MailboxNotHostedInExchangeOnline"] = Problems.GraphMailboxNotEnabled,
        ["ErrorInvalidUser"] = Problems.MailboxNotFound,
        ["ErrorNonExistentMailbox"] = Problems.MailboxNotFound,
        ["ResourceNotFound"] = Problems.MailboxNotFound,
        ["Request_ResourceNotFound"] = Problems.MailboxNotFound,
        ["OrganizationFromTenantGuidNotFound"] = Problems.TenantUnknown,
        ["ErrorItemNotFound"] = Problems.MessageGone,
        ["ErrorMessageNotFound"] = Problems.MessageGone,
        ["itemNotFound"] = Problems.MessageGone,
        ["ErrorFolderNotFound"] = Problems.FolderNotFound,
        ["ErrorQuotaExceeded"] = Problems.MailboxFull,
        ["quotaLimitReached"] = Problems.MailboxFull,
        ["ErrorExceededMessageLimit"] = Problems.SendingLimitReached,
        ["ErrorSubmissionQuotaExceeded"] = Problems.SendingLimitReached,
        ["ErrorAccountSuspend"] = Problems.AccountSuspended,
        ["ErrorAccountSuspendShowTierUpgrade"] = Problems.GraphAccountUnverified,
        ["ApplicationThrottled"] = Problems.ServerThrottles,
        ["MailboxConcurrency"] = Problems.ServerThrottles,
        ["TooManyRequests"] = Problems.ServerThrottles,
        ["activityLimitReached"] = Problems.ServerThrottles,
        ["ErrorMailboxStoreUnavailable"] = Problems.ServerBusy,
        ["ErrorServerBusy"] = Problems.ServerBusy,
        ["serviceNotAvailable"] = Problems.ServerBusy,
        ["ErrorIrresolvableConflict"] = Problems.ServerBusy,
        ["SyncStateNotFound"] = Problems.GraphPositionExpired,
        ["InvalidSyncStateData"] = Problems.GraphPositionExpired,
        ["ErrorInvalidSyncStateData"] = Problems.GraphPositionExpired,
        ["resyncRequired"] = Problems.GraphPositionExpired,
    };

    /// <summary>Gets all codes, for tests and documentation.</summary>
    public static IEnumerable<string> KnownCodes => Codes.Keys;

    /// <summary>Returns whether a challenge requires a token with other claims (continuous access evaluation).</summary>
    /// <param name="challenge">The header WWW-Authenticate, or <see langword="null"/>.</param>
    public static bool RequiresClaims(string? challenge) => challenge?.Contains(InsufficientClaims) == true;

    /// <summary>Returns the problem of a response that is not a success.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="error">The error in the body.</param>
    /// <param name="challenge">The header WWW-Authenticate, or <see langword="null"/>.</param>
    public static Problem Find(int status, GraphError error, string? challenge = null)
    {
        if (RequiresClaims(challenge)) return Problems.GraphClaimsRequired;
        var isDenial = status is 400 or 401 or 403 or 413 or 429;
        var text = isDenial ? Array.Find(Texts, row => Contains(error, row.Text)).Problem : null;
        if (text is not null) return text;
        for (var i = error.Codes.Count - 1; i >= 0; i--)
        {
            if (Codes.TryGetValue(error.Codes[i], out var known)) return known;
        }

        return status switch
        {
            401 => Problems.GraphTokenRefused,
            403 => Problems.GraphAccessDenied,
            408 or 504 => Problems.MailServerSilent,
            410 => Problems.GraphPositionExpired,
            413 => Problems.MessageTooLarge,
            429 => Problems.ServerThrottles,
            502 or 503 => Problems.ServerBusy,
            507 => Problems.MailboxFull,
            >= 300 and < 400 => Problems.CredentialRedirected,
            >= 500 and < 600 => Problems.ServerFailed,
            >= 400 and < 500 => Problems.ServerRefused,
            _ => Problems.ServerReplyInvalid,
        };
    }

    private static bool Contains(GraphError error, string text) =>
        error.Message.Contains(text, StringComparison.OrdinalIgnoreCase)
            || error.Codes.Any(code => code.Contains(text, StringComparison.OrdinalIgnoreCase));
}
