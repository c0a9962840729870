namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Finds who carries out a command after the login.</summary>
internal static class ImapCommands
{
    /// <returns>The tagged response without its tag; null if a fault has answered.</returns>
    public static async Task<string?> RunAsync(ImapConnection connection, string verb, ImapCursor command, CancellationToken cancellationToken)
    {
        switch (verb)
        {
            case "NOOP" or "CHECK":
                command.End();
                if (verb == "CHECK") connection.RequireView();
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
                if (await connection.FaultBelowUidAsync(below, cancellationToken).ConfigureAwait(false)) return null;
                return below == "FETCH"
                    ? await ImapFetch.RunAsync(connection, command, byUid: true, cancellationToken).ConfigureAwait(false)
                    : RunByUid(connection, below, command);
            default:
                return RunPlain(connection, verb, command);
        }
    }

    private static string RunByUid(ImapConnection connection, string verb, ImapCursor command) => verb switch
    {
        "SEARCH" => ImapSearch.Run(connection, command, byUid: true),
        "STORE" => ImapChanges.Store(connection, command, byUid: true),
        "COPY" => ImapChanges.Copy(connection, command, byUid: true),
        "MOVE" when connection.Options.OfferMove => ImapChanges.Move(connection, command, byUid: true),
        "EXPUNGE" when connection.Options.OfferUidPlus => ImapChanges.Expunge(connection, command, byUid: true),
        _ => throw new ImapSyntaxException("Unknown UID command"),
    };

    private static string RunPlain(ImapConnection connection, string verb, ImapCursor command) => verb switch
    {
        "SELECT" => ImapSelection.Select(connection, command, readOnly: false),
        "EXAMINE" => ImapSelection.Select(connection, command, readOnly: true),
        "CLOSE" => ImapSelection.Close(connection, command, expunge: true),
        "UNSELECT" when connection.Options.OfferUnselect => ImapSelection.Close(connection, command, expunge: false),
        "STATUS" => ImapSelection.Status(connection, command),
        "APPEND" => ImapSelection.Append(connection, command),
        "NAMESPACE" when connection.Options.OfferNamespace => ImapFolders.Namespace(connection, command),
        "LIST" => ImapFolders.List(connection, command),
        "LSUB" => ImapFolders.ListSubscribed(connection, command),
        "CREATE" => ImapFolders.Create(connection, command),
        "DELETE" => ImapFolders.Delete(connection, command),
        "RENAME" => ImapFolders.Rename(connection, command),
        "SUBSCRIBE" => ImapFolders.Subscribe(connection, command, subscribed: true),
        "UNSUBSCRIBE" => ImapFolders.Subscribe(connection, command, subscribed: false),
        "SEARCH" => ImapSearch.Run(connection, command, byUid: false),
        "STORE" => ImapChanges.Store(connection, command, byUid: false),
        "COPY" => ImapChanges.Copy(connection, command, byUid: false),
        "MOVE" when connection.Options.OfferMove => ImapChanges.Move(connection, command, byUid: false),
        "EXPUNGE" => ImapChanges.Expunge(connection, command, byUid: false),
        _ => throw new ImapSyntaxException("Unknown command"),
    };
}
