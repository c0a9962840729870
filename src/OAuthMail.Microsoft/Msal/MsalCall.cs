using System.Globalization;
using Microsoft.Identity.Client;
using OAuthMail.Diagnosis;
using OAuthMail.Flows;

namespace OAuthMail.Microsoft.Msal;

/// <summary>One call of MSAL, of which the token endpoint's answer is the result: refusals are read from it, and not from MSAL's exceptions.</summary>
internal static class MsalCall
{
    public static async Task<OAuthAnswer> RunAsync(MsalExchange exchange, string name, Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (MsalException failure)
        {
            exchange.Failure?.Throw();

            // A refusal that says what it is; one without an answer never left this machine.
            if (exchange.Answer is { IsSuccess: false } refusal) return refusal;
            throw Translate(failure, name);
        }
        catch (Exception) when (exchange.Failure is { } lost)
        {
            lost.Throw();
        }

        return exchange.Answer ?? throw new TokenRequestException(Problems.TokenSourceFailed, $"MSAL got a token for '{name}' without asking for one");
    }

    /// <summary>What MSAL itself finds wrong. Its texts are for developers and name no secret, but they are not ours to vouch for: its code says enough.</summary>
    public static TokenRequestException Translate(MsalException failure, string name)
    {
        var why = $"MSAL failed for '{name}' with {failure.ErrorCode}";
        return failure switch
        {
            MsalThrottledServiceException throttled => new TokenRequestException(Problems.AuthorizationServerBusy, $"{why}: it was told to wait, and asked nothing", failure)
            {
                StatusCode = (System.Net.HttpStatusCode)throttled.StatusCode,
                RetryAfter = throttled.Headers?.RetryAfter?.Delta,
            },
            MsalThrottledUiRequiredException => new TokenRequestException(Problems.InteractionRequired, $"{why}: the same request was refused a short while ago", failure),
            MsalUiRequiredException => new TokenRequestException(Problems.InteractionRequired, why, failure),
            MsalServiceException service => new TokenRequestException(Problems.TokenAnswerInvalid, string.Format(CultureInfo.InvariantCulture, "{0} (HTTP {1})", why, service.StatusCode), failure),
            _ => new TokenRequestException(Problems.TokenSourceFailed, why, failure),
        };
    }
}
