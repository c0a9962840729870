using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;

namespace OAuthMail.MailKit.CSharp73
{
    /// <summary>
    /// Uses the package as a MailKit program on .NET Framework does: it logs in, connects, sends with a backup, watches with a
    /// delegate, and drains a mailbox.
    /// </summary>
    public sealed class OldMailKitProgram : IDisposable
    {
        private readonly OAuthHttp _http = OAuthHttp.Create();
        private readonly MailTokens _tokens = new MailTokens(new MailTokensOptions { Store = new MemoryTokenStore(TimeProvider.System) });
        private readonly MailAccounts _accounts;
        private readonly MailClientFactory _factory;
        private readonly MailSender _sender;
        private readonly MailWatcher _watcher;

        public OldMailKitProgram(ILoggerFactory log)
        {
            _accounts = new MailAccounts(CreateAccounts().Values, _tokens, _http);
            _factory = new MailClientFactory(_accounts, new MailClientFactoryOptions
            {
                ServerCertificateValidationCallback = (sender, certificate, chain, errors) =>
                    errors == System.Net.Security.SslPolicyErrors.None,
                CreateProtocolLogger = (account, protocol) => null,
                ConfigureClient = (account, client) => client.CheckCertificateRevocation = false,
                TimeProvider = TimeProvider.System,
            });
            _sender = new MailSender(_factory, new MailSenderOptions
            {
                IdleTimeout = TimeSpan.FromSeconds(30),
                CheckAfter = TimeSpan.FromSeconds(5),
                MaxConnections = 2,
                MaxMessagesPerConnection = 50,
                MaxAttempts = 3,
                MaxDelay = TimeSpan.FromMinutes(1),
                LoggerFactory = log,
            });
            _watcher = new MailWatcher(_factory, new MailWatcherOptions { LoggerFactory = log });
        }

        public static IReadOnlyDictionary<string, MailAccount> CreateAccounts()
        {
            var options = new OAuthMailOptions();
            options.Clients["contoso"] = new OAuthClientOptions
            {
                Provider = MailProviders.Microsoft365.Id,
                Flow = OAuthFlow.ClientCredentials,
                TenantId = "contoso.onmicrosoft.com",
                ClientId = "client",
                ClientSecret = "secret",
            };
            options.Accounts["reserve"] = new MailAccountOptions { Client = "contoso", Address = "reserve@contoso.com" };
            options.Accounts["alerts"] = new MailAccountOptions
            {
                Client = "contoso",
                Address = "alerts@contoso.com",
                Backup = new MailBackupOptions { Account = "reserve" },
            };
            return options.CreateAccounts();
        }

        /// <summary>Logs in clients that the program connects itself.</summary>
        public async Task LogInAsync(CancellationToken cancellationToken)
        {
            MailAccount account = _accounts.Get("alerts");
            IAccessTokenProvider tokens = _accounts.GetTokens(account);
            using (var smtp = new SmtpClient())
            {
                await smtp.ConnectAsync("smtp.office365.com", 587, SecureSocketOptions.StartTls, cancellationToken).ConfigureAwait(false);
                await smtp.AuthenticateAsync(tokens, account.Address, cancellationToken).ConfigureAwait(false);
                await smtp.DisconnectAsync(true, cancellationToken).ConfigureAwait(false);
            }

            using (var pop3 = new Pop3Client(new MailProtocolLogger()))
            {
                await pop3.ConnectAsync(
                    "outlook.office365.com", 995, SecureSocketOptions.SslOnConnect, cancellationToken).ConfigureAwait(false);
                var options = new MailLoginOptions
                {
                    UserName = "person@contoso.com",
                    Mechanism = OAuthMechanism.XOAuth2,
                    MinimumTokenLifetime = TimeSpan.FromMinutes(1),
                };
                await pop3.AuthenticateAsync(tokens, account.Address, options, cancellationToken).ConfigureAwait(false);
            }

            using (var imap = new ImapClient(new MailProtocolLogger(new ProtocolLogger(Stream.Null))))
            {
                await imap.ConnectAsync(account, tokens, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Uses connected clients.</summary>
        public async Task<int> CountAsync(IMailClientFactory factory, CancellationToken cancellationToken)
        {
            using (MailLease<ImapClient> lease = await factory.ConnectImapAsync("alerts", cancellationToken).ConfigureAwait(false))
            {
                await lease.Client.Inbox.OpenAsync(FolderAccess.ReadOnly, cancellationToken).ConfigureAwait(false);
                return lease.Client.Inbox.Count;
            }
        }

        /// <summary>
        /// Drains a mailbox. C# 7.3 has no <c>await using</c>, so DisposeAsync, which sends QUIT, is called explicitly.
        /// </summary>
        public async Task DrainAsync(string folder, CancellationToken cancellationToken)
        {
            MailLease<Pop3Client> lease = await _factory.ConnectPop3Async(_accounts.Get("alerts"), cancellationToken).ConfigureAwait(false);
            try
            {
                for (var i = 0; i < lease.Client.Count; i++)
                {
                    using (MimeMessage message = await lease.Client.GetMessageAsync(i, cancellationToken).ConfigureAwait(false))
                    {
                        await message.WriteToAsync(Path.Combine(folder, i + ".eml"), cancellationToken).ConfigureAwait(false);
                    }

                    await lease.Client.DeleteMessageAsync(i, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }
        }

        public static async Task<string> SendAsync(IMailSender sender, MimeMessage message, CancellationToken cancellationToken)
        {
            var options = new MailSendOptions
            {
                Sender = new MailboxAddress("", "bounces@contoso.com"),
                Format = FormatOptions.Default.Clone(),
            };
            options.Recipients.Add(new MailboxAddress("", "recipient@example.com"));
            try
            {
                MailSendResult result = await sender.SendAsync("alerts", message, options, cancellationToken).ConfigureAwait(false);
                return result.UsedBackup
                    ? result.Account + " instead, because of " + result.FirstFailure.Code
                    : result.MessageId + " at " + result.Server;
            }
            catch (MailDeliveryUnknownException unknown)
            {
                return unknown.MessageId + " may be at " + unknown.Server;
            }
            catch (OAuthMailException failure)
            {
                return failure.Problem.Remedy + " " + failure.BackupFailure?.Code;
            }
        }

        /// <summary>Watches without <c>await foreach</c>.</summary>
        public async Task WatchAsync(string file, CancellationToken cancellationToken)
        {
            var options = new MailWatchOptions
            {
                From = File.Exists(file)
                    ? MailboxPosition.Parse(File.ReadAllText(file))
                    : await _watcher.GetPositionAsync("alerts", cancellationToken: cancellationToken).ConfigureAwait(false),
                PollInterval = TimeSpan.FromMinutes(2),
                Retry = new WatchRetryOptions { MaxOutage = TimeSpan.FromHours(1) },
            };
            await _watcher.WatchAsync(
                "alerts",
                async (arrival, canceled) =>
                {
                    using (MimeMessage message = await arrival.GetMessageAsync(canceled).ConfigureAwait(false))
                    {
                        await SendAsync(_sender, message, canceled).ConfigureAwait(false);
                    }

                    await arrival.AddFlagsAsync(MessageFlags.Seen, canceled).ConfigureAwait(false);
                    File.WriteAllText(file, arrival.Position.ToString());
                },
                options,
                cancellationToken).ConfigureAwait(false);
        }

        public Task WatchPop3Async(string file, CancellationToken cancellationToken)
        {
            Pop3Position from;
            if (!File.Exists(file) || !Pop3Position.TryParse(File.ReadAllText(file), out from)) from = Pop3Position.Beginning;
            return _watcher.WatchPop3Async(
                _accounts.Get("alerts"),
                async (arrival, canceled) =>
                {
                    HeaderList headers = await arrival.GetHeadersAsync(canceled).ConfigureAwait(false);
                    if (headers.Contains(HeaderId.ListId)) await arrival.DeleteAsync(canceled).ConfigureAwait(false);
                    File.WriteAllText(file, arrival.Position.ToString());
                },
                new Pop3WatchOptions { From = from },
                cancellationToken);
        }

        /// <inheritdoc />
        public void Dispose()
        {
            _sender.Dispose();
            _tokens.Dispose();
            _http.Dispose();
        }
    }
}
