from django.urls import path

from rewards.shop import views

app_name = "shop"
urlpatterns = [
    path("", views.item_list, name="item_list"),
    path("<number:pk>/", views.item_detail, name="item_detail"),
    path("<number:pk>/picture.webp", views.item_picture, name="item_picture"),
    path("<number:pk>/redeem/", views.item_redeem, name="item_redeem"),
    path("mine/", views.coupon_list, name="coupon_list"),
    path("mine/<number:pk>/", views.coupon_detail, name="coupon_detail"),
    path("mine/<number:pk>/give-back/", views.coupon_give_back, name="coupon_give_back"),
    path("show/", views.coupon_show, name="coupon_show"),
    path("verify/", views.verify, name="verify"),
    path("verify/use/", views.verify_use, name="verify_use"),
]
