"""A brand's shop for the access matrix: one row of each kind that its routes speak of."""

from uuid import UUID

from infra.database import transact
from infra.ids import new_id
from services.catalogue.create_product import CreateProduct, create_product
from services.catalogue.shapes import Price, SkuItem
from services.inventory.create_location import CreateLocation, create_location
from services.inventory.receive_stock import ReceivedLine, ReceiveStock, receive_stock
from services.offline.places import MakeBrandsPlace, make_place
from services.offline.saved_carts import SaveCart, save_cart
from services.policies.kinds import COMMISSION_PLAN
from services.policies.publish_policy import PublishPolicy
from services.posters.template import PosterTemplate
from services.posters.templates import WriteTemplate, write_template
from services.retail.place_order import OrderedLine
from services.sharing.create_coupon import CreateCoupon, create_coupon
from services.sharing.create_link import CreateLink, create_link
from services.sharing.customer_of_account import customer_of_account
from services.sharing.link_domains import AddHost, add_host
from services.sharing.merge_visitor import merge_visitor
from services.stores.open_store import OpenStore, open_store
from services.stores.publish_store import publish_store
from tests.factories import MadeBrand, MadeSeller
from tests.support.publishing import publish_policy

PLAN = {"hold_days": 15, "rules": [{"id": "all", "match": {}, "rate": "0.10"}]}


async def make_shop_ids(brand: MadeBrand, seller: MadeSeller, marker: str) -> dict[str, UUID | str]:
    """Ids by the names that paths call them; `marker` is in every text that a list could show, and in no address."""
    scope = brand.scope
    made = await create_product(
        scope,
        CreateProduct(f"COAT-{brand.slug}", f"{marker} coat", [SkuItem(f"{marker}-sku", Price(10_000))]),
    )
    (sku_id,) = made.skus.values()
    hall = await create_location(scope, CreateLocation("main", f"{marker} hall"))
    await receive_stock(scope, ReceiveStock(hall.location_id, [ReceivedLine(sku_id, 5)]))
    policy = await publish_policy(scope, COMMISSION_PLAN, PublishPolicy(PLAN, note=marker))
    store = await open_store(seller.scope, OpenStore(f"{marker} store", slug=f"store-{brand.slug}"))
    await publish_store(seller.scope)
    link = await create_link(seller.scope, CreateLink("wechat", campaign=marker))
    place = await make_place(scope, MakeBrandsPlace(f"{marker} fair", "event", seller_id=seller.seller_id))
    template = await write_template(scope, WriteTemplate(f"{marker} poster", PosterTemplate()))
    lines = [OrderedLine(f"{marker}-sku", 1)]
    cart = await save_cart(scope, SaveCart(f"store-{brand.slug}", lines), new_id())
    host = await add_host(scope, AddHost(f"go.{brand.slug}.example"))
    coupon = await create_coupon(scope, CreateCoupon(seller.seller_id, "wechat", code=f"{marker}-coupon"))
    customer_id = await transact(scope, lambda tx: customer_of_account(tx, seller.account.account_id))
    merge = await transact(scope, lambda tx: merge_visitor(tx, new_id(), customer_id, "login"))
    return {
        "product_id": made.product_id,
        "sku_id": sku_id,
        "location_id": hall.location_id,
        "kind": "commission_plan",
        "policy_id": policy.policy_id,
        "earlier_id": policy.policy_id,
        "store_id": store.store_id,
        "link_id": link.link_id,
        "place_id": place.place_id,
        "template_id": template.template_id,
        "cart_id": cart.cart_id,
        "host_id": host.host_id,
        "coupon_id": coupon.coupon_id,
        "customer_id": customer_id,
        "identification_id": merge,
        "store": store.slug,
        "product": f"COAT-{brand.slug}",
    }
