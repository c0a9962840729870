using System.Globalization;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Handling;

/// <summary>Describes failures of handlers without parts of a message, which exceptions of foreign code may contain.</summary>
internal static class HandlerFailures
{
    public static string Describe(Exception failure, int attempts) =>
        $"{NameOf(failure)}, after {attempts.ToString(CultureInfo.InvariantCulture)} {(attempts == 1 ? "attempt" : "attempts")}";

    public static string NameOf(Exception failure) => failure switch
    {
        HandlerHangsException or TimeoutException or ProcessEndedException => failure.Message,
        _ => FailureText.Code(failure),
    };
}
