using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.SignIn;

/// <summary>Implements <c>oauthmail logout</c>, which deletes the tokens of an account.</summary>
internal static class LogoutCommand
{
    public static Command Create()
    {
        var command = new Command("logout", "Deletes the tokens of an account, and revokes the sign-in if the provider supports it.")
        {
            GlobalOptions.Account, GlobalOptions.Protocol,
        };
        command.Run(async (result, services, cancellationToken) =>
        {
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var signOut = services.Get<IMailSignIn>().SignOutAsync(
                account.Name, result.GetValue(GlobalOptions.Protocol), cancellationToken);
            var isRevoked = await Progress.ShowAsync("Revoking the sign-in", signOut).ConfigureAwait(false);
            Terminal.Tell(isRevoked
                ? $"{account.Name}: The sign-in is revoked, and its tokens are deleted."
                : $"{account.Name}: The tokens are deleted. The provider was not told: the user can remove the consent there.");
            return ExitCodes.Success;
        });
        return command;
    }
}
