using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Accounts;

/// <summary>Implements <c>oauthmail status</c>, which shows who has signed in, what expires when, and the last failure.</summary>
internal static class StatusCommand
{
    private static readonly string[] Columns =
    [
        "Account", "Protocol", "Status", "Since", "Last success", "User", "Signed in", "Reason", "Refresh token used", "Last renewal",
        "Token expires", "Expires", "Last failure", "Failed at", "Failed command", "Failure", "What to do",
    ];

    public static Command Create()
    {
        var command = new Command("status", "Shows the state of the accounts. The exit code is 77 if a user must sign in.")
        {
            GlobalOptions.OptionalAccount,
        };
        command.Run(async (result, services, cancellationToken) =>
        {
            var only = result.GetValue(GlobalOptions.OptionalAccount) is { } name ? services.Find(name).Name : null;
            var states = await services.Get<IMailAccountStates>().ListAsync(cancellationToken).ConfigureAwait(false);
            var shown = states.Where(state => only is null || string.Equals(state.Account, only, StringComparison.OrdinalIgnoreCase))
                .ToList();
            Output.WriteRows(result, Columns, [.. shown.Select(Describe)]);
            return shown.Any(state => state.Status is MailAccountStatus.NotSignedIn or MailAccountStatus.SignInRequired)
                ? ExitCodes.SignInRequired
                : ExitCodes.Success;
        });
        return command;
    }

    private static string?[] Describe(MailAccountState state)
    {
        var failure = FailureLog.Find(state.Account);
        if (failure?.At < state.LastSuccess || failure?.At < state.Tokens?.RenewedAt) failure = null;
        return
        [
            state.Account,
            state.Protocol?.ToString(),
            state.Status.ToString(),
            Output.FormatTime(state.Since),
            Output.FormatTime(state.LastSuccess),
            state.Tokens?.UserName,
            Output.FormatTime(state.Tokens?.SignedInAt),
            state.Tokens?.SignInReason?.Code,
            Output.FormatTime(state.Tokens?.RefreshTokenUsedAt),
            Output.FormatTime(state.Tokens?.RenewedAt),
            Output.FormatTime(state.Tokens?.AccessTokenExpiresAt),
            state.NextExpiration is { ExpiresAt: { } expires } next ? $"{next.Kind} at {Output.FormatTime(expires)}" : null,
            failure?.Code,
            Output.FormatTime(failure?.At),
            failure?.Command,
            failure?.Message,
            WhatToDo(state),
        ];
    }

    private static string? WhatToDo(MailAccountState state) => state.Status switch
    {
        MailAccountStatus.NotSignedIn or MailAccountStatus.SignInRequired => $"oauthmail login {state.Account}",
        MailAccountStatus.Failing => state.Problem?.Remedy,
        _ => null,
    };
}
