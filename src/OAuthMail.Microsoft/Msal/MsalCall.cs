using Microsoft.Identity.Client;
using OAuthMail.Flows;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// One call of MSAL, of which the token endpoint's answer is the result: refusals are read from it, and not from MSAL's exceptions.
/// </summary>
internal static class MsalCall
{
    public static async Task<OAuthAnswer> RunAsync(MsalExchange exchange, string name, Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception) when (exchange.Failure is { } lost)
        {
            lost.Throw();
        }
        catch (Exception) when (exchange.Answer is { } answer)
        {
            // Where MSAL made nothing of it, the core's reading says why, or finds a token in it that is good without MSAL's cache.
            return answer;
        }
        catch (MsalException failure)
        {
            throw Translate(failure, name);
        }

        return exchange.Answer ?? throw new TokenRequestException(
            Problems.TokenSourceFailed, $"MSAL got a token for '{name}' without asking for one");
    }

    /// <summary>
    /// What MSAL itself finds wrong, without having asked. Its texts name no secret, but they are not ours to vouch for: its code says
    /// enough.
    /// </summary>
    private static TokenRequestException Translate(MsalException failure, string name) =>
        new(
            failure is MsalUiRequiredException ? Problems.InteractionRequired : Problems.TokenSourceFailed,
            $"MSAL failed for '{name}' with {failure.ErrorCode}", failure);
}
