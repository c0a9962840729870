using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.SignIn;

/// <summary>Implements <c>oauthmail login</c>, which signs a user in with a browser, on another device, or by a pasted address.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var browser = new Option<bool>("--browser") { Description = "Sign in with the browser of this machine." };
        var device = new Option<bool>("--device") { Description = "Show a code to enter on another device." };
        var paste = new Option<bool>("--paste")
        {
            Description = "Show an address to open anywhere, and read the address to which the browser is redirected.",
        };
        var command = new Command("login", "Signs a user in. The default is a browser if there is one, and otherwise a pasted address.")
        {
            GlobalOptions.Account, browser, device, paste, GlobalOptions.Protocol,
        };
        command.Validators.Add(result =>
        {
            if (new[] { browser, device, paste }.Count(result.GetValue) > 1)
            {
                result.AddError("Use only one of --browser, --device and --paste.");
            }
        });
        command.Run(async (result, services, cancellationToken) =>
        {
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var protocol = result.GetValue(GlobalOptions.Protocol);
            var usesBrowser = result.GetValue(browser) || (!result.GetValue(paste) && SystemBrowser.IsExpected);
            var signIn = services.Get<IMailSignIn>();
            var signedIn = result.GetValue(device)
                ? await WithDeviceAsync(signIn, account, protocol, cancellationToken).ConfigureAwait(false)
                : usesBrowser
                    ? await Progress.ShowAsync(
                        "Waiting for the sign-in in the browser",
                        new LoopbackSignIn(signIn, account, protocol).RunAsync(SystemBrowser.OpenAsync, cancellationToken))
                        .ConfigureAwait(false)
                    : await ByPastingAsync(signIn, account, protocol, !result.GetValue(GlobalOptions.NoInput), cancellationToken)
                        .ConfigureAwait(false);
            Report(result, account, signedIn);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<SignInResult> WithDeviceAsync(
        IMailSignIn signIn, MailAccount account, MailProtocol? protocol, CancellationToken cancellationToken)
    {
        var pending = await signIn.BeginWithDeviceCodeAsync(account.Name, protocol, cancellationToken).ConfigureAwait(false);
        Terminal.Tell($"Open {pending.VerificationUri} on any device, and enter the code {pending.UserCode}.");
        return await Progress.ShowAsync(
            "Waiting for the code to be entered", signIn.CompleteWithDeviceCodeAsync(pending.Id, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<SignInResult> ByPastingAsync(
        IMailSignIn signIn, MailAccount account, MailProtocol? protocol, bool mayAsk, CancellationToken cancellationToken)
    {
        var pending = await signIn.BeginAsync(account.Name, protocol, cancellationToken: cancellationToken).ConfigureAwait(false);
        Terminal.Tell($"Open this address in a browser on any machine, and sign in as {account.SignInName}:\n");
        Terminal.Tell($"{pending.Url.AbsoluteUri}\n");
        Terminal.Tell(
            $"The browser is then redirected to an address that begins with {pending.RedirectUri}, which may show an error page. Copy "
            + "the whole address from the address bar.");
        if (SystemBrowser.IsRemote)
        {
            Terminal.Tell("(This is a session over SSH. With --device, a code is entered instead, if the provider supports it.)");
        }

        // A redirect may come from a pipe.
        if (!mayAsk) throw new UsageException("The address must be pasted, but --no-input is set.");
        if (Terminal.Ask("Address:") is not { Length: > 0 } redirect)
        {
            throw new UsageException(
                $"No address was entered. The sign-in can be completed until {pending.ExpiresAt:u}: run the command again.");
        }

        return await Progress.ShowAsync("Completing the sign-in", signIn.CompleteAsync(redirect, cancellationToken)).ConfigureAwait(false);
    }

    private static void Report(ParseResult result, MailAccount account, SignInResult signedIn)
    {
        var user = signedIn.Identity?.UserNames.Count > 0 ? signedIn.Identity.UserNames[0] : null;
        if (result.GetValue(GlobalOptions.Json))
        {
            Output.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("account", account.Name);
                json.WriteString("user", user);
                json.WriteString("userCheck", signedIn.UserCheck.ToString());
                json.WriteString("scope", signedIn.Scope);
                json.WriteEndObject();
            });
            return;
        }

        Terminal.Tell($"{account.Name}: {Terminal.Printable(user ?? account.SignInName)} signed in. " + signedIn.UserCheck switch
        {
            UserCheckOutcome.AcceptedByServer => "The mail server accepted the login.",
            UserCheckOutcome.SameName => "The name is that of the account.",
            _ => $"The mailbox was not checked. Run 'oauthmail test {account.Name}'.",
        });
    }
}
