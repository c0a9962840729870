using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Implements <c>oauthmail import</c>, which adds the accounts of another program to the configuration file and takes over its sign-ins.
/// The files of the other program are not changed.
/// </summary>
internal static class ImportCommand
{
    private static readonly IImportSource[] Sources =
    [
        new EmailOAuth2ProxySource(), new MuttOAuth2Source(), new OamaSource(), new SaslXOAuth2Source(), new OAuth2msSource(),
        new PizauthSource(), new MsalCacheSource(), new GoogleJsonSource(),
    ];

    private static readonly string[] Columns = ["Address", "Account", "Result", "What to do"];

    public static Command Create()
    {
        var command = new Command(
            "import", "Adds the accounts of another program, with the sign-ins of their users. Its files are not changed.");
        foreach (var source in Sources) command.Add(new SourceCommand(source).Create());
        return command;
    }

    private sealed class SourceCommand(IImportSource source)
    {
        private readonly Argument<string?> _file = new("file")
        {
            Description = $"The {source.FileDescription}. '-' is standard input.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };

        private readonly Option<string?> _account = Text("--account", "NAME", "The name of the account, if the file has one account.");
        private readonly Option<string?> _address = Text("--address", "ADDRESS", "The address of the mailbox, if the file lacks it.");
        private readonly Option<string?> _settings = Text("--settings", "FILE", "The program's own settings, if they are in another file.");
        private readonly Option<string?> _cache = Text(
            "--cache-store", "FILE", "The file of tokens that the proxy has beside its settings.");

        private readonly Option<string?> _client = Text("--client-id", "ID", "The client id, if the file lacks it.");
        private readonly Option<FileInfo?> _secret = FileOption(
            "--client-secret-file", "A file with the client secret, if the file lacks it.");

        private readonly Option<FileInfo?> _password = FileOption(
            "--password-file", "A file with the password of the tokens, which is otherwise asked for.");

        private readonly Option<string?> _tenant = Text("--tenant", "TENANT", "The tenant at Microsoft, if the file lacks it.");
        private readonly Option<string?> _authorization = Text(
            "--authorization-endpoint", "URL", "Where users sign in, for a provider that is not known, if the file lacks it.");

        private readonly Option<string?> _smtp = Text("--smtp", "HOST:PORT", "The SMTP server, for a provider that is not known.");
        private readonly Option<string?> _imap = Text("--imap", "HOST:PORT", "The IMAP server, for a provider that is not known.");
        private readonly Option<string?> _pop3 = Text("--pop3", "HOST:PORT", "The POP3 server, for a provider that is not known.");

        public Command Create()
        {
            var command = new Command(source.Name, $"Imports from {source.Name}.")
            {
                _file, _account, _address, _client, _secret, _tenant, _authorization, _smtp, _imap, _pop3,
            };
            if (source is EmailOAuth2ProxySource)
            {
                command.Add(_cache);
                command.Add(_password);
            }
            else if (source is OamaSource or SaslXOAuth2Source)
            {
                command.Add(_settings);
            }

            command.SetAction((result, cancellationToken) =>
                CommandRunner.RunAsync(() => RunAsync(result, cancellationToken), cancellationToken));
            return command;
        }

        private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
        {
            var accounts = source.Read(CreateRequest(result));
            if (accounts.Count == 0) throw new UsageException("The file has no accounts.", ExitCodes.Data);
            var name = result.GetValue(_account);
            if (name is not null && accounts.Count > 1)
            {
                throw new UsageException($"The file has {accounts.Count} accounts, so they cannot all have the name '{name}'.");
            }

            var importer = new Importer(result.GetValue(GlobalOptions.Configuration));
            var outcomes = new List<ImportOutcome>();
            foreach (var account in accounts.Select(account => Complete(account, result)))
            {
                outcomes.Add(await importer.ImportAsync(account, name, cancellationToken).ConfigureAwait(false));
            }

            Output.WriteRows(
                result, Columns, [.. outcomes.Select(one => new[] { one.Address, one.Account, one.Result, one.WhatToDo })]);
            return outcomes.Select(one => one.ExitCode).FirstOrDefault(code => code != ExitCodes.Success, ExitCodes.Success);
        }

        private ImportRequest CreateRequest(ParseResult result) => new()
        {
            File = result.GetValue(_file),
            SettingsFile = result.GetValue(_settings),
            CacheFile = result.GetValue(_cache),
            Address = result.GetValue(_address),
            ClientId = result.GetValue(_client),
            ClientSecret = ReadSecret(result.GetValue(_secret)),
            TenantId = result.GetValue(_tenant),
            GetPassword = CreatePasswordReader(result),
        };

        private Func<string, string?> CreatePasswordReader(ParseResult result)
        {
            if (result.GetValue(_password) is { } file)
            {
                // Only the line end is not part of a password.
                var password = SourceFile.ReadText(file.FullName).TrimEnd('\r', '\n');
                return _ => password;
            }


            return result.GetValue(GlobalOptions.NoInput) || Console.IsInputRedirected
                ? static _ => null
                : static address => Terminal.AskSecretly($"Password with which the mail program logs in to the proxy as {address}:");
        }

        private ImportedAccount Complete(ImportedAccount account, ParseResult result) => account with
        {
            Address = account.Address ?? result.GetValue(_address),
            ClientId = account.ClientId ?? result.GetValue(_client),
            AuthorizationEndpoint = account.AuthorizationEndpoint ?? result.GetValue(_authorization),
            Smtp = result.GetValue(_smtp) ?? account.Smtp,
            Imap = result.GetValue(_imap) ?? account.Imap,
            Pop3 = result.GetValue(_pop3) ?? account.Pop3,
            TenantId = account.TenantId ?? result.GetValue(_tenant),
        };

        private static string? ReadSecret(FileInfo? file) =>
            file is null ? null : SourceFile.ReadText(file.FullName).Trim() is { Length: > 0 } text ? text
                : throw new UsageException($"'{file.FullName}' is empty.");

        private static Option<string?> Text(string name, string help, string description) =>
            new(name) { Description = description, HelpName = help };

        private static Option<FileInfo?> FileOption(string name, string description) =>
            new(name) { Description = description, HelpName = "FILE" };
    }
}
