using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Translates the exceptions of a renewal into those of the library.</summary>
internal static class RenewalErrors
{
    /// <summary>Translates an exception of the token store.</summary>
    public static OAuthMailException FromStore(RenewalContext context, Exception exception, TimeLimit? limit = null) =>
        FindKnown(context, exception, limit) ?? StoreFailed(context, exception);

    /// <summary>Translates an exception of the token source.</summary>
    public static OAuthMailException FromSource(RenewalContext context, Exception exception, TimeLimit limit) =>
        FindKnown(context, exception, limit) ?? new TokenRequestException(
            Problems.TokenSourceFailed,
            $"The token source '{context.Source.Name}' failed with {exception.GetType().Name}.", exception);

    /// <summary>Translates an exception of a write that may be the last chance to keep a refresh token.</summary>
    public static TokenStoreException FromWrite(RenewalContext context, Exception exception) =>
        exception as TokenStoreException ?? StoreFailed(context, exception);

    /// <summary>Returns whether another process has acquired the lease or changed the record.</summary>
    public static bool IsSuperseded(Exception exception) => exception is TokenStoreException store
        && (store.Problem == Problems.TokenLeaseLost || store.Problem == Problems.TokenRecordConflict);

    /// <summary>Returns the error of a renewal whose lease was lost each time before the request.</summary>
    public static TokenStoreException LeaseLost(RenewalContext context) => new(
        Problems.TokenLeaseLost, $"The lease on {context.Key} was lost each time before the token could be requested.");

    /// <summary>Returns a description of an exception for the log. The messages of foreign exceptions may contain secrets.</summary>
    public static string Describe(Exception exception) => exception is OAuthMailException ? exception.Message : exception.GetType().Name;

    /// <summary>Returns an error if a token belongs to another identity than the one that signed in.</summary>
    public static OAuthMailException? FindOtherIdentity(RenewalContext context, TokenRecord? record, TokenGrant grant)
    {
        if (StoredIdentity.IsSame(record, grant.Identity)) return null;
        return new SignInRequiredException(
            context.Source.Name, Problems.AnotherIdentity,
            $"The renewed token of '{context.Source.Name}' belongs to '{grant.Identity}', "
            + $"but '{record!.UserName ?? record.Subject}' signed in. "
            + "Its refresh token is kept aside, and no refresh token is sent again.");
    }

    /// <summary>Returns the refresh token of a response that is otherwise unusable, or <see langword="null"/> if there is none.</summary>
    public static string? FindIssuedRefreshToken(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is TokenRequestException { IssuedRefreshToken: { } token }) return token;
        }

        return null;
    }

    private static OAuthMailException? FindKnown(RenewalContext context, Exception exception, TimeLimit? limit) => exception switch
    {
        OAuthMailException known => known,
        OperationCanceledException when limit is { IsExceeded: true } => new TokenRequestException(
            Problems.RenewalTimedOut,
            $"The renewal of the token of '{context.Source.Name}' timed out after {context.Cache.Options.RenewalTimeout}.", exception),
        _ => null,
    };

    private static TokenStoreException StoreFailed(RenewalContext context, Exception exception) => new(
        Problems.TokenStoreUnavailable, $"The token store failed with {exception.GetType().Name} for the key {context.Key}.", exception);
}
