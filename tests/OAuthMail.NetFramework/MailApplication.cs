using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Storage;

namespace OAuthMail.NetFramework
{
    /// <summary>An application on the generic host whose accounts are in a configuration file.</summary>
    internal sealed class MailApplication : IDisposable
    {
        private readonly ServiceProvider _services;

        public MailApplication(string configuration)
        {
            var section = new ConfigurationBuilder().AddJsonFile(configuration).Build().GetSection("OAuthMail");
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddOAuthMail(section).AddMicrosoft().AddMailKit();
            _services = services.BuildServiceProvider();
        }

        /// <summary>Signs the test user in: the test server redirects at once, because the address contains the user's name.</summary>
        public async Task SignInAsync(string account, CancellationToken cancellationToken)
        {
            var signIn = _services.GetRequiredService<IMailSignIn>();
            var pending = await signIn.BeginAsync(account, cancellationToken: cancellationToken);
            using (var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }))
            using (var response = await browser.GetAsync(pending.Url, cancellationToken))
            {
                var result = await signIn.CompleteAsync(response.Headers.Location.OriginalString, cancellationToken);
                Console.WriteLine("signed in: " + result.UserCheck);
            }
        }

        /// <summary>Sends a message over SMTP, and reads it over IMAP and POP3.</summary>
        public async Task SendAndReceiveAsync(string account, CancellationToken cancellationToken)
        {
            var address = _services.GetRequiredService<IMailAccounts>().Get(account).Address;
            var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(address));
            message.To.Add(MailboxAddress.Parse(address));
            message.Subject = "From " + account + " " + Guid.NewGuid();
            message.Body = new TextPart("plain") { Text = "Hello" };
            await _services.GetRequiredService<IMailSender>().SendAsync(account, message, cancellationToken);

            var factory = _services.GetRequiredService<IMailClientFactory>();
            using (var imap = await factory.ConnectImapAsync(account, cancellationToken))
            {
                await imap.Client.Inbox.OpenAsync(FolderAccess.ReadOnly, cancellationToken);
                var found = await imap.Client.Inbox.SearchAsync(SearchQuery.SubjectContains(message.Subject), cancellationToken);
                Console.WriteLine("found over IMAP: " + found.Count);
                if (found.Count != 1) throw new InvalidOperationException("The message did not arrive once.");
            }

            using (var pop3 = await factory.ConnectPop3Async(account, cancellationToken))
            {
                var last = await pop3.Client.GetMessageAsync(pop3.Client.Count - 1, cancellationToken);
                Console.WriteLine("found over POP3: " + (last.Subject == message.Subject));
                if (last.Subject != message.Subject) throw new InvalidOperationException("POP3 returned another message.");
            }
        }

        /// <summary>Removes the access tokens from the store, so that the next request refreshes them.</summary>
        public async Task ForgetAccessTokensAsync(CancellationToken cancellationToken)
        {
            var store = _services.GetRequiredService<ITokenStore>();
            await store.ForEachAsync(
                async (entry, token) =>
                {
                    using (var lease = await store.AcquireAsync(entry.Key, cancellationToken))
                    {
                        if (lease.Current?.Record.AccessToken == null) return;
                        var record = lease.Current.Record;
                        record.AccessToken = null;
                        await lease.WriteAsync(record, cancellationToken);
                        Console.WriteLine("forgotten: " + entry.Key);
                    }
                },
                cancellationToken);
        }

        public async Task<string> GetTokenAsync(string account, CancellationToken cancellationToken)
        {
            var tokens = _services.GetRequiredKeyedService<IAccessTokenProvider>(account);
            return (await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken)).Value;
        }

        /// <summary>Tests the account step by step.</summary>
        public async Task TestAsync(string account, CancellationToken cancellationToken)
        {
            var report = await _services.GetRequiredService<IConnectionTester>().TestAsync(
                account, MailProtocol.Imap, cancellationToken: cancellationToken);
            Console.WriteLine(report);
            if (!report.Succeeded) throw new InvalidOperationException("The connection test failed.");
        }

        public void Dispose()
        {
            _services.Dispose();
        }
    }
}
