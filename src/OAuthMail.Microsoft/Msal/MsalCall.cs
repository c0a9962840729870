using Microsoft.Identity.Client;
using OAuthMail.Flows;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Runs one call of MSAL and returns the response of the token endpoint. Rejections are read from the response and not from MSAL's
/// exceptions.
/// </summary>
internal static class MsalCall
{
    public static async Task<OAuthAnswer> RunAsync(MsalHttpHandler handler, string name, Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception) when (handler.Failure is { } lost)
        {
            lost.Throw();
        }
        catch (Exception) when (handler.Answer is { } answer)
        {
            // MSAL could not process the response. The core parses it again: it reports the reason, or finds a token that is valid even
            // though MSAL could not cache it.
            return answer;
        }
        catch (MsalException failure)
        {
            throw Translate(failure, name);
        }

        return handler.Answer ?? throw new TokenRequestException(
            Problems.TokenSourceFailed, $"MSAL returned a token for '{name}' without a token request.");
    }

    /// <summary>
    /// Translates an error that MSAL reports before it sends a token request. Only the error code is included, because this library
    /// cannot guarantee that MSAL's message contains no secret.
    /// </summary>
    private static TokenRequestException Translate(MsalException failure, string name) =>
        new(
            failure is MsalUiRequiredException ? Problems.InteractionRequired : Classify(failure.ErrorCode),
            $"MSAL failed for '{name}' with the error code '{failure.ErrorCode}'.", failure);

    private static Problem Classify(string code) => code switch
    {
        // The directory does not know the user name, so no password was sent.
        MsalError.UnknownUserType or MsalError.UnknownUser => Problems.UserNotAdmitted,
        _ => Problems.TokenSourceFailed,
    };
}
