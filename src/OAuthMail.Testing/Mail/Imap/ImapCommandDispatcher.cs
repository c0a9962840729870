namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Dispatches the commands that are valid after the login.</summary>
internal static class ImapCommandDispatcher
{
    /// <summary>Runs a command.</summary>
    /// <returns>
    /// The tagged response without its tag, or <see langword="null"/> if a fault has answered the command.
    /// </returns>
    public static async Task<string?> RunAsync(
        ImapConnection connection, string verb, ImapCommandParser command, CancellationToken cancellationToken)
    {
        switch (verb)
        {
            case "NOOP" or "CHECK":
                command.End();
                if (verb == "CHECK") connection.RequireSelectedFolder();
                return $"OK {verb} completed.";
            case "IDLE" when connection.Options.OfferIdle:
                command.End();
                await ImapIdle.RunAsync(connection, cancellationToken).ConfigureAwait(false);
                return "OK IDLE completed.";
            case "FETCH":
                return await ImapFetch.RunAsync(connection, command, byUid: false, cancellationToken).ConfigureAwait(false);
            case "UID":
                command.Space();
                var below = command.Atom().ToUpperInvariant();
                if (await connection.FaultForUidCommandAsync(below, cancellationToken).ConfigureAwait(false)) return null;
                return below == "FETCH"
                    ? await ImapFetch.RunAsync(connection, command, byUid: true, cancellationToken).ConfigureAwait(false)
                    : RunByUid(connection, below, command);
            default:
                return RunPlain(connection, verb, command);
        }
    }

    private static string RunByUid(ImapConnection connection, string verb, ImapCommandParser command) => verb switch
    {
        "SEARCH" => ImapSearch.Run(connection, command, byUid: true),
        "STORE" => ImapStoreCommand.Run(connection, command, byUid: true),
        "COPY" => ImapMessageCommands.Copy(connection, command, byUid: true),
        "MOVE" when connection.Options.OfferMove => ImapMessageCommands.Move(connection, command, byUid: true),
        "EXPUNGE" when connection.Options.OfferUidPlus => ImapMessageCommands.Expunge(connection, command, byUid: true),
        _ => throw new ImapSyntaxException("Unknown UID command"),
    };

    private static string RunPlain(ImapConnection connection, string verb, ImapCommandParser command) => verb switch
    {
        "SELECT" => ImapSelectionCommands.Select(connection, command, readOnly: false),
        "EXAMINE" => ImapSelectionCommands.Select(connection, command, readOnly: true),
        "CLOSE" => ImapSelectionCommands.Close(connection, command, expunge: true),
        "UNSELECT" when connection.Options.OfferUnselect => ImapSelectionCommands.Close(connection, command, expunge: false),
        "STATUS" => ImapSelectionCommands.Status(connection, command),
        "APPEND" => ImapSelectionCommands.Append(connection, command),
        "NAMESPACE" when connection.Options.OfferNamespace => ImapFolderCommands.Namespace(connection, command),
        "LIST" => ImapListCommand.Run(connection, command),
        "LSUB" => ImapListCommand.RunSubscribed(connection, command),
        "ENABLE" when connection.Options.OffersEnable => ImapEnabledExtensions.Run(connection, command),
        "CREATE" => ImapFolderCommands.Create(connection, command),
        "DELETE" => ImapFolderCommands.Delete(connection, command),
        "RENAME" => ImapFolderCommands.Rename(connection, command),
        "SUBSCRIBE" => ImapFolderCommands.Subscribe(connection, command, subscribed: true),
        "UNSUBSCRIBE" => ImapFolderCommands.Subscribe(connection, command, subscribed: false),
        "SEARCH" => ImapSearch.Run(connection, command, byUid: false),
        "STORE" => ImapStoreCommand.Run(connection, command, byUid: false),
        "COPY" => ImapMessageCommands.Copy(connection, command, byUid: false),
        "MOVE" when connection.Options.OfferMove => ImapMessageCommands.Move(connection, command, byUid: false),
        "EXPUNGE" => ImapMessageCommands.Expunge(connection, command, byUid: false),
        _ => throw new ImapSyntaxException("Unknown command"),
    };
}
