using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using OAuthMail;
using OAuthMail.Storage;

namespace OAuthMail.CSharp73
{
    /// <summary>Uses the API like a mail application on .NET Framework, from options to disposal.</summary>
    public sealed class OldProgram : IDisposable
    {
        private readonly OAuthHttp _http = OAuthHttp.Create();
        private readonly MailTokens _tokens;
        private readonly MailAccount _account;
        private readonly IAccessTokenProvider _provider;

        public OldProgram(string folder, string keyFile, ILoggerFactory log)
        {
            TokenProtection.CreateKeyFile(keyFile);
            ITokenStore store = FileTokenStore.Open(
                folder,
                protect => protect.WithKeyFile(keyFile).WithPreviousPassphrase("old passphrase"),
                new FileTokenStoreOptions { LeaseTimeout = TimeSpan.FromMinutes(1), TimeProvider = TimeProvider.System });
            _tokens = new MailTokens(new MailTokensOptions
            {
                Store = store,
                TimeProvider = TimeProvider.System,
                LoggerFactory = log,
                Lifecycle = new TokenLifecycleOptions { EarlyRenewal = TimeSpan.FromMinutes(5), RenewalTimeout = TimeSpan.FromMinutes(1) },
            });
            var accounts = new MailAccounts(CreateAccounts().Values, _tokens, _http);
            _account = accounts.Get("support");
            _provider = accounts.GetTokens(_account);
        }

        public static IReadOnlyDictionary<string, MailAccount> CreateAccounts()
        {
            var options = new OAuthMailOptions();
            options.AdditionalProviders.Add(new MailProvider(CreateProviderOptions()));
            options.Clients["contoso"] = new OAuthClientOptions
            {
                Provider = MailProviders.Microsoft365.Id,
                Flow = OAuthFlow.ClientCredentials,
                TenantId = "contoso.onmicrosoft.com",
                ClientId = "client",
                ClientSecret = "secret",
                ClientSecretPlacement = ClientSecretPlacement.Form,
            };
            options.Accounts["alerts"] = new MailAccountOptions { Client = "contoso", Address = "alerts@contoso.com" };
            options.Accounts["alerts"].Backup = new MailBackupOptions
            {
                Smtp = "smtp.example.net:465",
                UserName = "backup",
                Password = "password",
            };
            options.Accounts["alerts"].Connection = new MailConnectionOptions
            {
                Proxy = "socks5://proxy.example.net:1080",
                ConnectTimeout = TimeSpan.FromSeconds(10),
                MaxConnections = 2,
            };
            var support = new MailAccountOptions
            {
                Flow = OAuthFlow.AuthorizationCode,
                Address = "support@example.net",
                SignInName = "person@example.net",
                ClientId = "client",
                AuthorizationEndpoint = "https://login.example.net/authorize",
                TokenEndpoint = "https://login.example.net/token",
                Scope = "mail offline_access",
                Imap = "imap.example.net:993",
                Smtp = "smtp.example.net:465",
            };
            support.Mechanisms.Add(OAuthMechanism.OAuthBearer);
            support.TokenParameters["audience"] = "mail";
            options.Accounts["support"] = support;
            return options.CreateAccounts();
        }

        /// <summary>Logs in to SMTP with the caller's mail client, and repeats the login if the token was rejected.</summary>
        public async Task<string> LogInAsync(Func<string, Task<string>> sendAsync, CancellationToken cancellationToken)
        {
            var request = new AccessTokenRequest(_account.Address, MailProtocol.Smtp, minimumLifetime: TimeSpan.FromMinutes(1));
            try
            {
                AccessToken token = await _provider.GetAccessTokenAsync(request, cancellationToken).ConfigureAwait(false);
                MailEndpoint endpoint = _account.GetEndpoint(MailProtocol.Smtp);
                var user = _account.GetUserName(MailProtocol.Smtp);
                string answer = await sendAsync(XOAuth2Message.ToBase64(user, token)).ConfigureAwait(false);
                SaslErrorChallenge challenge = SaslErrorChallenge.TryParse(answer);
                if (challenge == null) return answer;

                await sendAsync(
                    Encoding.ASCII.GetString(OAuthMechanisms.GetErrorAcknowledgement(OAuthMechanism.XOAuth2))).ConfigureAwait(false);
                token = await _provider.GetAccessTokenAsync(request.After(token), cancellationToken).ConfigureAwait(false);
                return await sendAsync(OAuthBearerMessage.ToBase64(user, token, endpoint.Host, endpoint.Port)).ConfigureAwait(false);
            }
            catch (SignInRequiredException missing)
            {
                return missing.Account + ": " + missing.Problem.Remedy;
            }
            catch (TokenRejectedException refused)
            {
                return refused.Code + " until " + refused.RetryAt;
            }
            catch (TokenRequestException failure)
            {
                return failure.Error + " " + failure.StatusCode + " " + failure.RetryAfter;
            }
            catch (OAuthMailException failure) when (failure.Problem.Kind != ProblemKind.Configuration)
            {
                return failure.Message;
            }
        }

        /// <summary>Lists expiring credentials of an account in a custom cloud.</summary>
        public async Task<string> FindNextEndAsync(MailAccountOptions options, CancellationToken cancellationToken)
        {
            var cloud = new MicrosoftCloud
            {
                Id = "Own",
                LoginHost = "login.example.net",
                Resource = "https://mail.example.net",
                MailHost = "mail.example.net",
                SmtpHost = "smtp.example.net",
            };
            options.SendCertificateChain = true;
            options.ClientSecretExpires = DateTimeOffset.UtcNow.AddMonths(24);
            var account = MailAccount.Create("own", options, MailProviders.CreateMicrosoft365(cloud));
            var expiry = new CredentialExpirationReader(new MailAccounts(new[] { account }, _tokens, _http), _tokens);
            foreach (CredentialExpiration end in await expiry.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (end.Problem != null || end.ExpiresAt < DateTimeOffset.UtcNow.AddDays(30))
                {
                    return end.Kind + " " + end.Name + ": " + end.Remedy;
                }
            }

            return null;
        }

        /// <summary>Authenticates the application with the current certificate or assertion.</summary>
        public static ClientRegistration Register(Func<X509Certificate2> getCertificate, string tokenFile)
        {
            var credential = getCertificate == null
                ? (ClientCredential)ClientAssertion.FromFile(tokenFile)
                : PrivateKeyJwt.FromCertificate(getCertificate, sendCertificateChain: true);
            return new ClientRegistration("client", credential);
        }

        /// <summary>Signs a user in, on this machine or on another device.</summary>
        public async Task<SignInResult> SignInAsync(Func<Uri, string> openAndPaste, CancellationToken cancellationToken)
        {
            var signIn = new MailSignIn(
                _account, _tokens, _http, new SignInOptions { Lifetime = TimeSpan.FromDays(1), Protocol = MailProtocol.Imap });
            if (openAndPaste == null)
            {
                var loopback = new LoopbackSignIn(signIn) { Timeout = TimeSpan.FromMinutes(2), FinalText = "Done." };
                return await loopback.RunAsync((url, cancelled) => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            }

            PendingSignIn begun = await signIn.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return await signIn.CompleteAsync(openAndPaste(begun.Url), cancellationToken).ConfigureAwait(false);
        }

        public async Task<bool> SignInWithDeviceAsync(Action<string> show)
        {
            var signIn = new MailSignIn(_account, _tokens, _http);
            PendingDeviceSignIn begun = await signIn.BeginWithDeviceCodeAsync().ConfigureAwait(false);
            show(begun.UserCode + " " + begun.VerificationUri);
            SignInResult result = await signIn.CompleteWithDeviceCodeAsync(begun.Id).ConfigureAwait(false);
            return result.Identity != null && await signIn.SignOutAsync().ConfigureAwait(false);
        }

        /// <summary>Uses flows without accounts, and the application's own tokens.</summary>
        public IEnumerable<IAccessTokenProvider> UseFlows(AuthorizationServer server, X509Certificate2 certificate, HttpClient client)
        {
            var http = OAuthHttp.FromClientWithoutRedirects(client);
            var options = new FlowOptions { Name = "flow", MaximumAttempts = 2 };
            var proven = new ClientRegistration("client", PrivateKeyJwt.FromCertificate(certificate));
            var secret = new ClientRegistration("client", new ClientSecret("secret", ClientSecretPlacement.Header));
            yield return _tokens.From(new ClientCredentialsFlow(server, proven, new[] { "scope" }, http, options));
            yield return _tokens.From(new RefreshTokenFlow(server, secret, new[] { "scope" }, "user", http, options));
            yield return _tokens.From(new JwtBearerFlow(server, ServiceAccountKey.FromFile("key.json"), new[] { "scope" }, http));
            yield return _tokens.From(TokenSource.FromDelegate("vault", (request, cancellationToken) =>
                new ValueTask<AccessToken>(new AccessToken("token", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)))));
        }

        /// <summary>Enumerates and disposes without <c>await foreach</c> and <c>await using</c>.</summary>
        public async Task<int> CleanUpAsync(CancellationToken cancellationToken)
        {
            var count = 0;
            await _tokens.Store.ForEachAsync(
                async (entry, cancelled) =>
                {
                    using (ITokenLease lease = await _tokens.Store.AcquireAsync(entry.Key, cancelled).ConfigureAwait(false))
                    {
                        if (lease.Current != null && lease.Current.Record.RefreshToken == null)
                        {
                            await lease.DeleteAsync(cancelled).ConfigureAwait(false);
                        }
                        count++;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return count;
        }

        /// <inheritdoc />
        public void Dispose()
        {
            _tokens.Dispose();
            _http.Dispose();
        }

        private static MailProviderOptions CreateProviderOptions()
        {
            var options = new MailProviderOptions
            {
                Id = "example",
                DisplayName = "Example",
                Imap = new MailEndpoint("imap.example.org", 993, TlsMode.Implicit),
                AuthorizationEndpoint = "https://login.example.org/authorize",
                TokenEndpoint = "https://login.example.org/token",
            };
            options.Mechanisms.Add(OAuthMechanism.XOAuth2);
            options.Flows.Add(OAuthFlow.AuthorizationCode);
            options.Scopes[MailProtocol.Imap] = "mail";
            return options;
        }
    }
}
