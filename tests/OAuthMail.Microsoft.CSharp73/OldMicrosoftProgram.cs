using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using OAuthMail;
using OAuthMail.Microsoft;
using OAuthMail.Storage;

namespace OAuthMail.Microsoft.CSharp73
{
    /// <summary>
    /// Uses the API like a program for Microsoft accounts on .NET Framework: tokens without accounts, named accounts, administrator
    /// consent, and the operating system's secret storage.
    /// </summary>
    public sealed class OldMicrosoftProgram : IDisposable
    {
        private readonly OAuthHttp _http = OAuthHttp.Create();
        private readonly MailTokens _tokens;
        private readonly ILoggerFactory _log;

        public OldMicrosoftProgram(string folder, ILoggerFactory log)
        {
            _log = log;
            _tokens = new MailTokens(new MailTokensOptions { Store = OpenStore(folder, log) });
        }

        /// <summary>Opens a store whose key is in the operating system's secret storage. Records of a previous key can be read.</summary>
        public static ITokenStore OpenStore(string folder, ILoggerFactory log)
        {
            var options = new OperatingSystemStorageOptions
            {
                Name = "Contoso mail",
                Folder = folder + "-key",
                AllowUnprotectedKeyFile = true,
                LoggerFactory = log,
            };
            return FileTokenStore.Open(
                folder,
                protect => protect.WithOperatingSystemStorage(options)
                    .WithPreviousOperatingSystemStorage(new OperatingSystemStorageOptions { Name = "Contoso" }));
        }

        /// <summary>Creates providers without accounts, for a program that has its own mail clients.</summary>
        public IReadOnlyList<IAccessTokenProvider> CreateProviders(X509Certificate2 certificate)
        {
            var options = new MicrosoftTokensOptions
            {
                Provider = MailProviders.Microsoft365,
                Tokens = _tokens,
                Http = _http,
                LoggerFactory = _log,
            };
            return new[]
            {
                MicrosoftTokens.ForApplication("contoso.onmicrosoft.com", "client", certificate),
                MicrosoftTokens.ForApplication("contoso.onmicrosoft.com", "client", "secret", options),
                MicrosoftTokens.ForApplication(
                    "contoso.onmicrosoft.com", "client", new ClientAssertion("build", ct => new ValueTask<string>("a.b.c")), options),
                MicrosoftTokens.ForManagedIdentity(),
                MicrosoftTokens.ForManagedIdentity("client", options),
            };
        }

        /// <summary>Creates all accounts, and the provider of a single account.</summary>
        public async Task<string> GetExpirationAsync(OAuthMailOptions options, CancellationToken cancellationToken)
        {
            MailAccounts accounts = MicrosoftMailAccounts.Create(options.CreateAccounts().Values, _tokens, _http, _log);
            MailAccount account = accounts.Get("alerts");
            IAccessTokenProvider tokens = _tokens.ForMicrosoft(account, _http);
            try
            {
                AccessToken token = await tokens.GetAccessTokenAsync(
                    new AccessTokenRequest(account.Address, MailProtocol.Smtp), cancellationToken).ConfigureAwait(false);
                return token.ExpiresAt.ToString("u");
            }
            catch (TokenStoreException failure) when (
                failure.Problem == Problems.SecretStorageUnavailable || failure.Problem == Problems.SecretStorageDamaged)
            {
                return failure.Problem.Remedy;
            }
        }

        /// <summary>Requests the administrator's consent.</summary>
        public static string RequestConsent(MailAccount account, Func<Uri, string> browse)
        {
            Uri url = AdminConsent.CreateUrl(account, new Uri("https://app.contoso.com/consented"), MailProtocol.Imap, "state");
            return AdminConsent.ReadTenant(browse(url), "state");
        }

        /// <inheritdoc />
        public void Dispose()
        {
            _tokens.Dispose();
            _http.Dispose();
        }
    }
}
