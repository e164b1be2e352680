// The shop server that ours is measured beside: Vendure with its own defaults, PostgreSQL, one process, the dummy payment
// handler that every installation of it can have. `node server.cjs populate` makes the tables and one product once.
const { bootstrap, DefaultJobQueuePlugin, DefaultLogger, LanguageCode, LogLevel, dummyPaymentHandler } =
  require('@vendure/core')
const { populate } = require('@vendure/core/cli')
const fs = require('node:fs')
const path = require('node:path')

const filling = process.argv[2] === 'populate'
const config = {
  apiOptions: { hostname: '127.0.0.1', port: Number(process.env.PORT), adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: ['bearer'],
    superadminCredentials: { identifier: 'superadmin', password: process.env.SHOP_PASSWORD },
    cookieOptions: { secret: process.env.SHOP_PASSWORD },
  },
  dbConnectionOptions: {
    type: 'postgres',
    synchronize: filling,
    logging: false,
    host: process.env.DB_HOST,
    port: Number(process.env.DB_PORT),
    username: process.env.DB_USER,
    password: process.env.DB_PASSWORD,
    database: process.env.DB_NAME,
    // As many connections as ours has.
    extra: { max: 10, options: '-c search_path=shop_server' },
  },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  importExportOptions: { importAssetsDir: path.join(process.cwd(), 'assets') },
  plugins: [DefaultJobQueuePlugin],
}

const goods = {
  defaultLanguage: LanguageCode.en,
  defaultZone: 'Asia',
  countries: [{ name: 'China', code: 'CN', zone: 'Asia' }],
  taxRates: [{ name: 'None', percentage: 0 }],
  shippingMethods: [{ name: 'Post', price: 1000 }],
  paymentMethods: [
    { name: 'dummy', handler: { code: dummyPaymentHandler.code, arguments: [{ name: 'automaticSettle', value: 'true' }] } },
  ],
  collections: [],
}
const PRODUCT =
  'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets\n' +
  'Coat,coat,A coat,,,,,COAT,199.99,None,100000000,true,,\n'

async function main() {
  if (filling) {
    const file = path.join(process.cwd(), 'product.csv')
    fs.writeFileSync(file, PRODUCT)
    const app = await populate(() => bootstrap(config), goods, file)
    await app.close()
    process.exit(0)
  }
  await bootstrap(config)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
