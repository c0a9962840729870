using System.Collections;
using System.Linq.Expressions;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Storage;
using OAuthMail.Testing;
#if SURFACE_OF_MAILKIT
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using OAuthMail.MailKit;
#endif

namespace OAuthMail.Tests.Conventions;

/// <summary>Creates valid arguments and instances of public types. What it creates is disposed after the call.</summary>
internal sealed class ArgumentSamples(List<IDisposable> owned)
{
    private MailTokens? _tokens;

    /// <summary>Returns whether a member is not called: accessors, and methods whose base class or language defines the behavior.</summary>
    public static bool IsExcluded(MethodBase method) =>
        (method is MethodInfo && method.IsSpecialName) || method.Name is "Equals" or "GetHashCode" or "ToString"

        // Only a watch creates arrivals. Its tests cover them.
        || method.DeclaringType!.Name is "MailArrival" or "Pop3Arrival";

    /// <summary>Returns whether a method is documented to complete although its token is canceled.</summary>
    /// <remarks>A login requires a connected client, and says so first.</remarks>
    public static bool CompletesWithCanceledToken(MethodBase method) =>
        method is { Name: "AuthenticateAsync", DeclaringType.Name: "MailServiceExtensions" };

    public static Type Close(Type parameter) =>
        parameter.GetGenericParameterConstraints().FirstOrDefault(constraint => constraint.IsInterface) ?? typeof(object);

    public object? Create(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(string)) return CreateText(parameter);
        if (parameter.ParameterType == typeof(int)) return parameter.HasDefaultValue ? parameter.DefaultValue : 993;
        if (parameter.Name == "expiresAt") return DateTimeOffset.UnixEpoch.AddHours(1);
        if (Nullable.GetUnderlyingType(parameter.ParameterType) is not null) return null;
        return Create(parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType);
    }

    public object? Create(Type type) => type switch
    {
        _ when type == typeof(CancellationToken) => CancellationToken.None,
        _ when type == typeof(AccessToken) => new AccessToken("token", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)),
        _ when type == typeof(TokenKey) => new TokenKey("sample"),
        _ when type == typeof(MailAccount) => CreateAccount(),
        _ when type == typeof(MailTokens) => Tokens,
        _ when type == typeof(OAuthHttp) => Own(OAuthHttp.FromClientWithoutRedirects(Own(new HttpClient(new SilentHandler())))),
        _ when type == typeof(HttpClient) => Own(new HttpClient(new SilentHandler())),
        _ when type == typeof(MailSignIn) => new MailSignIn(CreateAccount(), Tokens, Create<OAuthHttp>()),
        _ when type == typeof(LoopbackSignIn) => new LoopbackSignIn(Create<MailSignIn>()),
        _ when type == typeof(IAccessTokenProvider) => Tokens.From(Create<ITokenSource>()),
        _ when type == typeof(ITokenSource) => TokenSource.FromDelegate("sample", (_, _) => new(Create<AccessToken>())),
        _ when type == typeof(MailAccounts) || type == typeof(IMailAccounts) =>
            new MailAccounts([CreateAccount()], Tokens, Create<OAuthHttp>()),
        _ when type == typeof(CredentialExpirationReader) => new CredentialExpirationReader(Create<IMailAccounts>(), Tokens),
        _ when type == typeof(MemoryTokenStore) || type == typeof(ITokenStore) => new MemoryTokenStore(),
        _ when type == typeof(FileTokenStore) => FileTokenStore.Open(NewFolder(), protect => protect.AllowUnprotected()),
        _ when type == typeof(TokenProtection) => CreateProtection(),
        _ when type == typeof(TokenRecordCodec) => new TokenRecordCodec(protect => protect.AllowUnprotected()),
        _ when type == typeof(ITokenProtector) => new PlainProtector(),
        _ when type == typeof(TokenRecord) => new TokenRecord { RefreshToken = "refresh" },
        _ when type == typeof(TokenStoreEntry) => new TokenStoreEntry(new TokenKey("sample"), "1", Create<TokenRecord>()),
        _ when type == typeof(TokenSourceContext) =>
            new TokenSourceContext(new AccessTokenRequest("box@example.net"), Create<TokenRecord>()),
        _ when type == typeof(AuthorizationServer) => new AuthorizationServer(new Uri("https://id.example.net/token")),
        _ when type == typeof(ClientRegistration) => new ClientRegistration("client", new ClientSecret("secret")),
        _ when type == typeof(ClientCredentialsFlow) => new ClientCredentialsFlow(
            Create<AuthorizationServer>(), Create<ClientRegistration>(), ["mail"], Create<OAuthHttp>()),
        _ when type == typeof(RefreshTokenFlow) => new RefreshTokenFlow(
            Create<AuthorizationServer>(), Create<ClientRegistration>(), ["mail"], "alice", Create<OAuthHttp>()),
        _ when type == typeof(JwtBearerFlow) => new JwtBearerFlow(
            Create<AuthorizationServer>(), Create<ServiceAccountKey>(), ["mail"], Create<OAuthHttp>()),
        _ when type == typeof(ServiceAccountKey) => new ServiceAccountKey("robot@example.net", new ConstantSigner()),
        _ when type == typeof(JwtSigner) => new ConstantSigner(),
        _ when type == typeof(ClientCredential) => new ClientSecret("secret"),
        _ when type == typeof(MailProvider) => MailProviders.Google,
        _ when type == typeof(Problem) => Problems.NotSignedIn,
        _ when type == typeof(ConnectionTester) => new ConnectionTester(),
        _ when type == typeof(MailEndpoint) => new MailEndpoint("mail.example.net", 993, TlsMode.Implicit),
        _ when type == typeof(MailAccountState) =>
            new MailAccountState("alice", null, MailAccountStatus.Connected, DateTimeOffset.UnixEpoch),
        _ when type == typeof(
            IMailSignIn) => Own(Create<IOAuthMailBuilder>().Services.BuildServiceProvider()).GetRequiredService<IMailSignIn>(),
        _ when type == typeof(IServiceCollection) => new ServiceCollection(),
        _ when type == typeof(IOAuthMailBuilder) => new ServiceCollection().AddOAuthMail(_ => { }),
        _ when type == typeof(IHealthChecksBuilder) => new ServiceCollection().AddHealthChecks(),
        _ when type == typeof(IConfiguration) => new ConfigurationBuilder().Build(),
        _ when type == typeof(Uri) => new Uri("https://id.example.net/path"),
        _ when type == typeof(System.Security.Cryptography.X509Certificates.X509Certificate2) =>
            Own(TestCertificateAuthority.CreateClientCertificate("sample")),
        _ when type == typeof(NetworkCredential) => new NetworkCredential("user", "password"),
        _ when type == typeof(Action<TokenProtection>) => (Action<TokenProtection>)(protect => protect.AllowUnprotected()),
#if SURFACE_OF_MAILKIT
        _ when type == typeof(IMailService) => Own(new SmtpClient()),
        _ when type == typeof(MimeMessage) => CreateMessage(),
        _ when type == typeof(IMailWatcher) => new MailWatcher(Create<IMailClientFactory>()),
        _ when type == typeof(MailProtocolLogger) => Own(new MailProtocolLogger()),
        _ when type == typeof(MailClientFactory) || type == typeof(IMailClientFactory) => new MailClientFactory(Create<IMailAccounts>()),
        _ when type == typeof(MailSender) => Own(new MailSender(Create<IMailClientFactory>())),
        _ when type == typeof(MailWatcher) => new MailWatcher(Create<IMailClientFactory>()),
#endif
        _ when typeof(Delegate).IsAssignableFrom(type) => CreateDelegate(type),
        { IsArray: true } => Array.CreateInstance(type.GetElementType()!, 0),
        { IsValueType: true } => Activator.CreateInstance(type),
        { IsGenericType: true } when typeof(IEnumerable).IsAssignableFrom(type) => CreateList(type.GetGenericArguments()[0]),
        _ when type.GetConstructor(Type.EmptyTypes) is not null => Activator.CreateInstance(type),
        _ => throw new NotSupportedException($"There is no sample of {type}."),
    };

    private MailTokens Tokens => _tokens ??= Own(new MailTokens());

    private T Create<T>() => (T)Create(typeof(T))!;

    private static MailAccount CreateAccount() => MailAccount.Create("alice", Some.CustomAccount(options =>
    {
        options.DeviceAuthorizationEndpoint = "https://id.example.net/device";
        options.Smtp = "smtp.example.net:465";
        options.Pop3 = "pop3.example.net:995";
        options.Backup = new MailBackupOptions { Smtp = "backup.example.net:465", UserName = "user", Password = "password" };
    }));

#if SURFACE_OF_MAILKIT
    private MimeMessage CreateMessage()
    {
        var message = Own(new MimeMessage());
        message.From.Add(new MailboxAddress("Alice", "ops@example.net"));
        message.To.Add(new MailboxAddress("Bob", "bob@example.net"));
        return message;
    }
#endif

    private static string? CreateText(ParameterInfo parameter) => parameter.Name switch
    {
        "host" => "mail.example.net",
        "redirect" => "http://127.0.0.1/?code=code&state=state",
        "issuer" => "https://id.example.net",
        "folder" => Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        "name" or "account" => "alice",
        "tenantId" => "contoso.com",
        "mailbox" => "ops@example.net",
        _ => "sample",
    };

    private static Array CreateList(Type item)
    {
        var list = Array.CreateInstance(item, item == typeof(string) ? 1 : 0);
        if (list is string[] texts) texts[0] = "mail";
        return list;
    }

    private static Delegate CreateDelegate(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        Expression body = invoke.ReturnType == typeof(void) ? Expression.Empty()
            : invoke.ReturnType == typeof(Task) ? Expression.Constant(Task.CompletedTask)
            : Expression.Default(invoke.ReturnType);
        return Expression.Lambda(type, body, parameters).Compile();
    }

    private static TokenProtection CreateProtection()
    {
        TokenProtection? created = null;
        _ = new TokenRecordCodec(protect => created = protect.AllowUnprotected());
        return created!;
    }

    private string NewFolder()
    {
        var folder = new TemporaryFolder();
        owned.Add(folder);
        return folder["store"];
    }

    private T Own<T>(T one)
        where T : IDisposable
    {
        owned.Add(one);
        return one;
    }

    /// <summary>An HTTP server that never responds.</summary>
    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }

    private sealed class ConstantSigner() : JwtSigner("RS256", "constant")
    {
        public override ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueTask<byte[]>([1]);
        }
    }

    private sealed class PlainProtector : ITokenProtector
    {
        public string KeyId => "plain";

        public byte[] Protect(byte[] record, byte[] context) => record;

        public byte[] Unprotect(byte[] data, byte[] context) => data;
    }
}
