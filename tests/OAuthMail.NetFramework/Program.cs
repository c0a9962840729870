using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using OAuthMail;
using OAuthMail.Storage;

namespace OAuthMail.NetFramework
{
    /// <summary>
    /// A program for .NET Framework 4.8 that uses the packages. <c>.ci/mono</c> compiles it and runs it on Mono, together with processes on
    /// .NET 10 that share its token store, and with test servers in another process.
    /// </summary>
    internal static class Program
    {
        private static async Task<int> Main(string[] args)
        {
            try
            {
                switch (args.Length == 0 ? "" : args[0])
                {
                    // <configuration> <store folder> <key file> <test-server JSON> <the same in the dialect of Microsoft> <PFX file>
                    case "configure":
                        File.WriteAllText(args[1], TestConfiguration.Create(args[2], args[3], args[4], args[5], args[6]));
                        return 0;

                    // <configuration> <account>
                    case "sign-in":
                    case "mail":
                    case "test":
                    case "token":
                        using (var application = new MailApplication(args[1])) await RunAsync(application, args[0], args[2]);
                        return 0;

                    // <configuration>
                    case "forget":
                        using (var application = new MailApplication(args[1])) await RunAsync(application, args[0], null);
                        return 0;

                    // <folder> <key file> <record key> [<number>]
                    case "increment":
                    case "churn":
                    case "hold":
                    case "read":
                        await UseStoreAsync(args);
                        return 0;

                    // <PFX file>
                    case "register":
                        PrivateKeyJwt.FromCertificate(CertificateFiles.Load(args[1], password: "secret"));
                        return 0;

                    // <folder>
                    case "dpapi":
                        await FileTokenStore.OpenAsync(
                            args[1], protect => protect.WithDataProtectionApi(DataProtectionApiScope.CurrentUser));
                        return 0;

                    default:
                        Console.WriteLine("unknown mode");
                        return 2;
                }
            }
            catch (OAuthMailException e)
            {
                Console.WriteLine(e.Code + ": " + e.Message);
                return 1;
            }
        }

        private static async Task RunAsync(MailApplication application, string mode, string account)
        {
            using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)))
            {
                switch (mode)
                {
                    case "sign-in":
                        await application.SignInAsync(account, limit.Token);
                        break;

                    case "mail":
                        await application.SendAndReceiveAsync(account, limit.Token);
                        break;

                    case "forget":
                        await application.ForgetAccessTokensAsync(limit.Token);
                        break;

                    case "test":
                        await application.TestAsync(account, limit.Token);
                        break;

                    case "token":
                        Console.WriteLine(await application.GetTokenAsync(account, limit.Token));
                        break;
                }
            }
        }

        /// <summary>Does what <c>OAuthMail.StoreWorker</c> does on .NET 10.</summary>
        private static async Task UseStoreAsync(string[] args)
        {
            var store = await FileTokenStore.OpenAsync(args[1], protect => protect.WithKeyFile(args[2]));
            var key = new TokenKey(args[3]);
            if (args[0] == "hold")
            {
                using (await store.AcquireAsync(key))
                {
                    Console.WriteLine("held");
                    Console.In.ReadToEnd();
                }

                return;
            }

            if (args[0] == "churn")
            {
                for (var i = int.Parse(args[4], CultureInfo.InvariantCulture); i > 0; i--)
                {
                    await TakeTurnAsync(store, key, args[1] + ".turn");
                }

                Console.WriteLine("churned");
                return;
            }

            if (args[0] == "read")
            {
                var entry = await store.ReadAsync(key);
                Console.WriteLine(entry.Record.Properties["count"]);
                return;
            }

            for (var i = int.Parse(args[4], CultureInfo.InvariantCulture); i > 0; i--) await IncrementAsync(store, key);
            Console.WriteLine("incremented");
        }

        private static async Task IncrementAsync(ITokenStore store, TokenKey key)
        {
            using (var lease = await store.AcquireAsync(key))
            {
                var record = lease.Current?.Record ?? new TokenRecord();
                var count = record.Properties.TryGetValue("count", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
                record.Properties["count"] = (count + 1).ToString(CultureInfo.InvariantCulture);
                await lease.WriteAsync(record);
            }
        }

        /// <summary>Two processes with the lease at a time would create the same file.</summary>
        private static async Task TakeTurnAsync(ITokenStore store, TokenKey key, string turn)
        {
            using (await store.AcquireAsync(key))
            {
                new FileStream(turn, FileMode.CreateNew).Dispose();
                File.Delete(turn);
            }
        }
    }
}
