using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.EntityFrameworkCore.Reliability.Workers;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>An application that sends the messages of an outbox until it is killed.</summary>
internal static class OutboxProcess
{
    public const string AccountName = "alerts";

    /// <summary>Runs the application. It writes "ready".</summary>
    public static async Task RunAsync(OutboxSettings settings)
    {
        using var host = Build(settings);
        await host.StartAsync();
        Console.WriteLine("ready");
        await host.WaitForShutdownAsync();
    }

    /// <summary>Returns the outbox of an application, to be used with a context of the caller.</summary>
    public static IMailOutbox GetOutbox(IHost application) =>
        application.Services.CreateScope().ServiceProvider.GetRequiredService<IMailOutbox>();

    /// <summary>Creates an application.</summary>
    public static IHost Build(OutboxSettings settings, Action<MailOutboxOptions>? configure = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(settings.RootCertificate));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDbContextPool<SharedDbContext>(options =>
        {
            options.UseNpgsql(settings.ConnectionString);
            if (settings.DiesAt > 0) options.AddInterceptors(new DeadlyInterceptor(settings.DiesAt, settings.DiesBefore));
        });
        builder.Services.AddOAuthMail(options =>
        {
            options.Accounts[AccountName] = settings.Account;
            options.Tls.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && IsTrusted(certificate);
        }).AddMailKit().AddMailOutbox<SharedDbContext>(options =>
        {
            options.ClaimDuration = TimeSpan.FromSeconds(3);
            options.PollInterval = TimeSpan.FromMilliseconds(200);
            configure?.Invoke(options);
        });
        builder.Services.AddHttpClient("OAuthMail").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
        builder.Services.Configure<MailSenderOptions>(options => options.MaxMessagesPerConnection = int.MaxValue);
        return builder.Build();

        bool IsTrusted(X509Certificate certificate)
        {
            using var chain = new X509Chain { ChainPolicy = policy.Clone() };
            return chain.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
        }
    }
}
